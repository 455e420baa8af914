import Conversations

/// What asking a server for its models has brought to light.
public enum ServerFinding: Sendable, Equatable {
  /// It is the server it was taken for, and offers these.
  case models([ModelCard])
  /// It is the server it was taken for, and is still loading its model.
  case loading
  /// Something answers and wants a key.
  case locked
  /// Something answers, and it is not the server it was taken for.
  case unrecognised
  /// Nobody can be there: the connection was refused, or the name is unknown. The text is the transport's.
  case absent(String)
  /// Somebody may be there and did not answer in time, or not in full. The text is the transport's.
  case silent(String)
}

extension ServerFinding {
  /// The finding behind an error of the transport.
  init(_ error: TransportError) {
    switch error {
    case .refused, .resolve: self = .absent(error.description)
    default: self = .silent(error.description)
    }
  }

  /// The models, none unless the server has listed any.
  public var models: [ModelCard] {
    if case .models(let cards) = self { cards } else { [] }
  }

  /// Whether the server has answered as the one it was taken for, and can be sent requests.
  public var isReady: Bool {
    if case .models = self { true } else { false }
  }

  /// What is known after this finding when `earlier` was known before: a server too busy to answer still offers what it
  /// offered, one that is gone offers nothing.
  func following(_ earlier: ServerFinding?) -> ServerFinding {
    if case .silent = self, let earlier, earlier.isReady { earlier } else { self }
  }
}
