import Conversations
import Upstream

/// Why one target of a chain has not answered.
enum HopFailure: Error, Sendable {
  /// It was not asked: it cannot do what the request wants, or is not to leave the machine.
  case unsuited(ClientError)
  /// It was not asked: the request cannot be made to fit it.
  case unfit(ClientError)
  /// It was not asked: something holds it.
  case held(Held)
  /// It was asked, and failed.
  case failed(UpstreamError, told: ClientError, Refusal?)

  /// Whether the targets after it may do better.
  var letsOthersTry: Bool {
    switch self {
    case .unsuited, .unfit, .held: true
    case .failed(let error, _, _): error.advice.next != .none
    }
  }

  /// Whether the target was asked.
  var wasAsked: Bool { if case .failed = self { true } else { false } }

  /// What a client is told if this is all there is to tell.
  var clientError: ClientError {
    switch self {
    case .unsuited(let error), .unfit(let error): error
    case .held(let held):
      ClientError(.overloaded, held.message, retryAfterSeconds: held.retryAfterSeconds)
    case .failed(_, let told, _): told
    }
  }

  /// What is recorded of it.
  var record: TurnFailure {
    switch self {
    case .unsuited(let error): TurnFailure(type: "unsuited", message: error.message)
    case .unfit(let error): TurnFailure(type: "context-overflow", message: error.message)
    case .held(let held): TurnFailure(type: held.reason.rawValue, message: held.message)
    case .failed(let error, _, _): TurnFailure(type: error.reason.word, message: error.message)
    }
  }
}
