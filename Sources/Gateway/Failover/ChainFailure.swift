import Conversations
import Upstream

/// What a client is told when no target of a chain has answered.
struct ChainFailure: Error {
  private var failures: [(target: String, failure: HopFailure)] = []

  /// Nothing has failed yet.
  init() {}

  /// Notes that a target has not answered. What it says when it is asked after all is more than that it was held.
  mutating func note(_ failure: HopFailure, of target: String) {
    failures.removeAll { $0.target == target }
    failures.append((target, failure))
  }

  /// The backend's own words, where there is one to speak for.
  var refusal: Refusal? {
    guard let told, case .failed(_, _, let refusal) = told.failure, failures.count == 1 || !told.letsOthersTry
    else { return nil }
    return refusal
  }

  /// What is told in words of ours: of the failure that decides, and then of the others.
  var clientError: ClientError {
    guard let told else { preconditionFailure("a chain fails with its last target") }
    var error = told.failure.clientError
    let others = failures.filter { $0.target != told.target }
    if !told.letsOthersTry || others.isEmpty { return error }
    let words = others.map { "\($0.target): \($0.failure.clientError.message)" }
    error.message += ". Besides: " + words.joined(separator: "; ")
    error.retryAfterSeconds = soonest
    return error
  }

  /// The failure that decides: the last, if nobody was asked after it because nobody could do better; else that of the
  /// first target that could take the request, which is the one that was wanted.
  private var told: (target: String, failure: HopFailure, letsOthersTry: Bool)? {
    if let last = failures.last, !last.failure.letsOthersTry { return (last.target, last.failure, false) }
    let chosen = failures.first { $0.failure.isOfPassingNature } ?? failures.first
    return chosen.map { ($0.target, $0.failure, true) }
  }

  /// The first time at which one of the targets may be asked again, in seconds from now.
  private var soonest: Int? {
    failures.compactMap { $0.failure.clientError.retryAfterSeconds }.min()
  }
}

extension HopFailure {
  /// Whether the same request may well succeed later.
  fileprivate var isOfPassingNature: Bool {
    switch self {
    case .unsuited, .unfit: false
    case .held: true
    case .failed(let error, _, _): error.advice.next == .any
    }
  }
}
