import ContextEngine
import Conversations
import Dialects
import Upstream

/// An answer that came whole: what it means, and what the client is sent of it.
struct WholeAnswer: Sendable {
  /// What is made of an answer for its client.
  enum Form {
    /// The bytes that came.
    case verbatim
    /// An answer of the client's dialect.
    case whole
    /// The events of a stream.
    case stream
  }

  /// What it says.
  private(set) var answer: Answer
  /// What is sent whole; empty for a stream.
  let body: [UInt8]
  /// What is sent as a stream.
  private(set) var events: [StreamEvent]
  /// What was repaired in it, in words.
  let notes: [String]

  /// Understands the body of an answer and puts it into a form.
  ///
  /// - Parameters:
  ///   - isStream: whether the body is a stream, asked for or not.
  ///   - attempt: what it answers.
  /// - Throws: why it is no answer.
  init(
    _ received: [UInt8], isStream: Bool, to attempt: Attempt, as form: Form
  ) throws(UpstreamError) {
    if let page = UpstreamError(page: received) { throw page }
    var events = Self.events(of: received, isStream: isStream, attempt)
    var mender = attempt.mender
    if mender != nil { events = events.flatMap { mender?.mended($0) ?? [] } }
    notes = mender?.notes ?? []
    answer = try Self.gather(events)
    switch form {
    case .verbatim: body = received
    case .whole: body = attempt.client.dialect.body(of: answer, in: attempt.frame)
    case .stream: body = []
    }
    self.events = events
  }

  /// The same as the rest of an answer that another target has begun; itself where none has.
  func continuing(_ resumption: Resumption?) -> WholeAnswer {
    guard let resumption else { return self }
    var whole = self
    var joint = TextJoint()
    whole.events = joint.joined(events)
    whole.answer = whole.events.reduce(into: resumption.answer) { $0.append($1) }
    return whole
  }

  private static func events(of body: [UInt8], isStream: Bool, _ attempt: Attempt) -> [StreamEvent] {
    let dialect = attempt.destination.dialect
    guard isStream else { return dialect.events(of: body, answering: attempt.encoded) }
    let decoder = dialect.decoder(answering: attempt.encoded)
    var events: [StreamEvent] = []
    decoder.feed(body, into: &events)
    decoder.finish(into: &events)
    return events
  }

  private static func gather(_ events: [StreamEvent]) throws(UpstreamError) -> Answer {
    var answer = Answer()
    for event in events {
      if case .failed(let type, let message) = event {
        throw UpstreamError(toldInStream: type, message: message)
      }
      answer.append(event)
    }
    guard !answer.isNothing, answer.isEnded || answer.stopReason != nil else {
      throw answer.isEmpty ? .emptyResponse : .streamCut
    }
    return answer
  }
}
