import Conversations
import Upstream

/// Where a target runs, as far as it is known before a connection is made.
enum Whereabouts: Sendable, Equatable {
  /// Here, or at an address of which the socket finds out.
  case near
  /// At a vendor's.
  case vendor
  /// A server of ours has somebody else run the model.
  case passedOn
  /// The server has not said who runs the model, and it may be somebody else.
  case untold

  /// Where a model runs.
  ///
  /// - Parameter card: the model, at a backend that tells of single models; nil at any other.
  init(of card: ModelCard?, at backend: Backend) {
    self =
      switch card {
      case _ where !backend.isLocal: .vendor
      case let card? where card.isRemote: .passedOn
      case let card? where !card.isDescribed: .untold
      default: .near
      }
  }
}

extension Destination {
  /// How far calls to it may lead.
  var reach: Reach { isLocalOnly ? .local : .anywhere }

  /// Refuses what is known to leave this machine and its network where nothing may, before anything is sent. What is not
  /// known to, the socket judges by the address.
  func checkReach() throws(ClientError) {
    guard isLocalOnly, let reason = whereabouts.objection else { return }
    throw ClientError(
      .permission,
      "\(target.name): the policy keeps this request on the local network (privacy: local_only), and \(reason)",
      shouldRetry: false)
  }
}

extension Whereabouts {
  /// Why nothing that is to stay here may be sent there; nil where it may.
  fileprivate var objection: String? {
    switch self {
    case .near: nil
    case .vendor: "the backend is of a vendor's kind"
    case .passedOn: "its server has somebody else run this model"
    case .untold: "its server has not said who runs this model"
    }
  }
}
