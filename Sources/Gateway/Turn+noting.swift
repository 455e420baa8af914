import Conversations
import Dialects
import Routing
import Upstream

extension Turn {
  /// Notes where the request may go, and why, and where not. That a backend is not configured is no news to anybody.
  ///
  /// - Parameter age: nanoseconds since the request had arrived.
  mutating func note(_ decision: RouteDecision, _ classification: Classification, at age: UInt64) {
    rule = decision.rule
    routing = TurnRouting(
      tier: decision.tier, complexity: classification.complexity.rawValue,
      evidence: [classification.mark] + classification.evidence.map(\.finding) + decision.notes,
      isLocalOnly: decision.isLocalOnly, token: routing.token)
    hops = decision.skipped.filter { $0.cause != .notConfigured }.map { TurnAttempt($0, at: age) }
  }

  /// Notes the answer as far as it has come.
  ///
  /// - Parameter recorded: what is kept of it; nil for one that is empty.
  mutating func note(_ answer: Answer, recordedAs recorded: RecordedAnswer?) {
    stopReason = answer.stopReason
    usage = answer.usage
    self.answer = recorded
    if answer.isShortened { notes.append("the answer is recorded to its first \(Answer.mostKept >> 20) MiB") }
  }

  /// Notes that a request is sent, and what of it the target is not shown. What an earlier attempt came to is a note.
  mutating func begin(_ attempt: Attempt) {
    let earlier = failure.map { ["attempt \(attempts): \($0.message)"] } ?? []
    notes = Self.summary(of: attempt.encoded.notes + earlier)
    failure = nil
    attempts += 1
  }

  /// Notes why a backend did not answer.
  mutating func note(_ error: UpstreamError, of attempt: Attempt) {
    let error = attempt.concealingKeys(in: error)
    failure = TurnFailure(type: error.reason.word, message: error.message)
  }

  /// Notes why the request came to no backend. What a backend has said stays.
  mutating func note(_ error: ClientError) {
    failure = failure ?? TurnFailure(type: error.kind.word, message: error.message)
  }

  /// Notes that the exchange was cut because it took too long. What is known of its status and timings says the rest.
  mutating func noteExpiry() {
    outcome = status == 0 ? .failed : .cut
    failure = TurnFailure(
      type: UpstreamError.Reason.timedOut.word,
      message: "the answer was not complete after \(timings.end / 1_000_000_000) s and was cut")
  }

  /// Notes that the exchange was cut because the gateway was stopped. How far it had come, its outcome says.
  mutating func noteStop() {
    failure = TurnFailure(type: "stopped", message: "the gateway was stopped before the answer was complete")
  }
}

extension TurnAttempt {
  /// A target that the policy passes over.
  fileprivate init(_ skipped: SkippedTarget, at age: UInt64) {
    let names = skipped.target.split(separator: "/", maxSplits: 1).map { String($0) }
    self.init(
      backend: names.first ?? "", model: names.dropFirst().first ?? "", outcome: .skipped, start: age,
      end: age, failure: TurnFailure(type: skipped.cause.rawValue, message: skipped.reason))
  }
}

extension ClientError.Kind {
  /// The word that is recorded and shown to the operator.
  fileprivate var word: String {
    switch self {
    case .invalidRequest: "invalid-request"
    case .authentication: "authentication"
    case .billing: "billing"
    case .permission: "permission"
    case .notFound: "not-found"
    case .tooLarge: "too-large"
    case .unsupportedMediaType: "unsupported-media-type"
    case .rateLimited: "rate-limited"
    case .overloaded: "overloaded"
    case .contextOverflow: "context-overflow"
    case .timeout: "timeout"
    case .upstream: "upstream"
    case .internalError: "internal-error"
    }
  }
}

// MARK: Notes

extension Turn {
  /// The most notes that are kept of a turn.
  static let mostNotes = 50
  /// The most characters that are kept of a note, which may quote what the client sent.
  static let longestNote = 200

  /// Notes as they are kept: like ones once, with how many there were. An agent sends its whole history, and all that
  /// is left out of it, with every turn; without a bound the notes would outgrow the words.
  static func summary(of notes: [String]) -> [String] {
    var counts: [String: Int] = [:]
    var distinct: [String] = []
    for note in notes {
      let note = note.count > longestNote ? note.prefix(longestNote) + "…" : note
      if counts.updateValue((counts[note] ?? 0) + 1, forKey: note) == nil { distinct.append(note) }
    }
    let kept = distinct.prefix(mostNotes).map { note in
      counts[note] == 1 ? note : "\(note) (\(counts[note, default: 1]) times)"
    }
    let more = distinct.count - kept.count
    return more == 0 ? kept : kept + ["and \(more) more"]
  }
}
