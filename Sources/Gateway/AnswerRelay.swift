import Conversations
import Dialects
import Reactor
import Upstream
import Wire

/// Carries one streamed answer from a backend to a client, and reads on the side what the store will keep.
///
/// Nothing is sent before the answer has really begun: until the first meaningful event, a failure can still be told
/// as an error of its own, with a status. After that it is told in the stream.
@LoopActor
final class AnswerRelay {
  /// How a relay ended, once the answer had begun.
  enum End {
    /// The whole answer was delivered.
    case completed
    /// The answer broke off; the client has been told, unless another target may go on with it.
    case cut(UpstreamError)
    /// The client went away.
    case clientGone
  }

  /// Most bytes that are held back before the first meaningful event.
  private static let mostHeld = 256 * 1024
  /// How long the body may go on behind the answer's last event, in milliseconds. Most end at once, and their connection
  /// serves again; one that does not is closed, and its client need not wait for it.
  private static let longestAftermath = 3_000

  /// The answer as far as it has come.
  private(set) var answer = Answer()
  /// When the first meaningful event came, in nanoseconds after the request.
  private(set) var firstEventAt: UInt64?

  private let reply: Reply
  private let stream: AnswerStream
  private let response: TransportResponse
  private let head: HTTPResponseHead
  private var decoder: any AnswerDecoder
  private let clientError: (UpstreamError) -> ClientError
  /// Whether it goes on with an answer that another target has begun.
  private let isContinuation: Bool
  private var events: [StreamEvent] = []
  private var aftermath: TimerID?
  /// A failure that the backend told inside its answer.
  private var toldFailure: UpstreamError?

  /// A relay that has sent nothing.
  ///
  /// - Parameters:
  ///   - stream: the client's side.
  ///   - head: what the client is sent first.
  ///   - resumption: what another target has given of the answer; nil when it begins here.
  ///   - clientError: what the client is told of a failure.
  init(
    from response: TransportResponse, to reply: Reply, by stream: AnswerStream, head: HTTPResponseHead,
    decoder: any AnswerDecoder, resuming resumption: Resumption?,
    clientError: @escaping (UpstreamError) -> ClientError
  ) {
    isContinuation = resumption != nil
    if let resumption { answer = resumption.answer }
    self.response = response
    self.reply = reply
    self.stream = stream
    self.head = head
    self.decoder = decoder
    self.clientError = clientError
  }

  /// Relays until the answer is over.
  ///
  /// - Throws: why there is no answer, as long as the client has been sent nothing.
  func run() async throws(UpstreamError) -> End {
    defer { if let aftermath { LoopActor.shared.loop.cancelTimer(aftermath) } }
    while true {
      let chunk: [UInt8]?
      do throws(TransportError) {
        chunk = try await response.next()
      } catch {
        return try breakOff(UpstreamError(error))
      }
      guard let chunk else { return try finish() }
      events.removeAll(keepingCapacity: true)
      decoder.feed(chunk, into: &events)
      try note()
      if let toldFailure, stream.mayBeResumed { return giveUp(after: toldFailure) }
      stream.take(chunk, meaning: events)
      beginIfDue()
      if answer.isEnded || toldFailure != nil { limitAftermath() }
      await reply.drained()
    }
  }

  private func limitAftermath() {
    guard aftermath == nil else { return }
    aftermath = LoopActor.shared.loop.after(milliseconds: Self.longestAftermath) { [response] in
      response.cancel()
    }
  }

  /// Takes in what the last bytes meant.
  private func note() throws(UpstreamError) {
    for event in events {
      answer.append(event)
      if firstEventAt == nil, event.isMeaningful { firstEventAt = reply.age }
      if case .failed(let type, let message) = event, toldFailure == nil {
        toldFailure = UpstreamError(toldInStream: type, message: message)
      }
    }
    // Where the network cut the bytes does not matter: content before the failure is the beginning of an answer.
    if let toldFailure, !hasBegun { throw toldFailure }
  }

  /// Whether the client has been sent a part of this answer, or is about to be.
  private var hasBegun: Bool { firstEventAt != nil || stream.hasBegun && !isContinuation }

  /// Sends what came before a failure that was told in the answer, and leaves the failure to whoever goes on.
  private func giveUp(after failure: UpstreamError) -> End {
    stream.take([], meaning: events.filter { if case .failed = $0 { false } else { true } })
    beginIfDue()
    return .cut(failure)
  }

  private func beginIfDue() {
    let isOver = answer.isEnded && !answer.isNothing
    if firstEventAt != nil || isOver || stream.heldBytes > Self.mostHeld { stream.begin(head) }
  }

  /// The body has ended cleanly. Whether the answer has, its events say: a vendor's last event may be missing once it
  /// has said why it stopped.
  private func finish() throws(UpstreamError) -> End {
    events.removeAll(keepingCapacity: true)
    decoder.finish(into: &events)
    try note()
    guard toldFailure != nil || !answer.isNothing && (answer.isEnded || answer.stopReason != nil) else {
      return try breakOff(answer.isEmpty ? .emptyResponse : .streamCut)
    }
    stream.takeEnd(meaning: events)
    stream.begin(head)
    stream.finish()
    return toldFailure.map { .cut($0) } ?? .completed
  }

  private func breakOff(_ error: UpstreamError) throws(UpstreamError) -> End {
    guard hasBegun else { throw error }
    // Behind the last event nothing can break: the client has the whole answer.
    if answer.isEnded, toldFailure == nil {
      stream.finish()
      return .completed
    }
    if reply.isClientGone { return .clientGone }
    if !stream.mayBeResumed {
      if toldFailure == nil { stream.fail(clientError(error)) } else { stream.finish() }
    }
    return .cut(toldFailure ?? error)
  }
}
