import Conversations
import Dialects
import Reactor
import Wire

/// The client's side of a streamed answer, from the first sign of life to the end, over as many attempts as it takes.
///
/// Nothing is sent before an answer has really begun: until then a failure can be told as an error of its own, with a
/// status. A client that waits long for a local model, which may have to be loaded and to read a long prompt, is shown that
/// somebody is there; that commits the status line and the answer's id, and nothing else.
@LoopActor
final class AnswerStream {
  /// Whether the client has been sent its status line, be it by a keep-alive.
  private(set) var isCommitted = false
  /// Whether the client has been sent a part of the answer, so that no other can take its place.
  private(set) var hasBegun = false
  /// Whether the client is sent the backend's own bytes.
  var isVerbatim: Bool { verbatim != nil }
  /// Whether no other target can take the place of the one that is waited for.
  var isTargetCertain = true
  /// Whether another target may go on with an answer that breaks off: then all of it is in words of ours, and a break is
  /// told by whoever has asked.
  var mayBeResumed = false
  /// Bytes that wait for the answer to begin.
  var heldBytes: Int { held.count }

  private let reply: Reply
  private let client: ClientRequest
  /// How long a client may hear nothing, in nanoseconds.
  private let patience: UInt64
  /// The id of the answer in words of ours.
  private(set) var answerID: String?
  private var writer: (any AnswerWriter)?
  private var verbatim: VerbatimOutlet?
  private var held: [UInt8] = []
  private var timer: TimerID?
  private var lastSignAt: UInt64

  /// A stream of which nothing has been sent.
  ///
  /// - Parameter patience: how long a client that waits for a local model may hear nothing.
  init(to reply: Reply, of client: ClientRequest, patience: Duration) {
    self.reply = reply
    self.client = client
    self.patience = UInt64(patience / .nanoseconds(1))
    lastSignAt = LoopActor.shared.loop.now
  }

  isolated deinit { stopWaiting() }

  /// Prepares for the answer to an attempt. Where the client has been shown a sign of life already, an answer of its own
  /// dialect is put into words of ours like any other, because it has to go on from that.
  func expect(_ attempt: Attempt) {
    held = []
    if !isCommitted {
      answerID = attempt.frame.id
      writer = client.dialect.writer(in: attempt.frame)
    }
    let isVerbatim = attempt.isVerbatim && !isCommitted && !mayBeResumed
    verbatim = isVerbatim ? VerbatimOutlet(in: client.dialect) : nil
    // Who has been shown a sign of life goes on waiting for one, whoever answers.
    if attempt.destination.target.isLocal || isCommitted {
      if timer == nil { wait(patience) }
    } else {
      stopWaiting()
    }
  }

  /// Takes bytes of the answer, and what they mean; holds them back until it has begun.
  func take(_ bytes: [UInt8], meaning events: [StreamEvent]) {
    send(verbatim?.take(bytes) ?? written(events))
  }

  /// Takes the end of the answer.
  func takeEnd(meaning events: [StreamEvent]) {
    send(verbatim?.finish() ?? written(events))
  }

  /// Takes an answer that came whole, which is put into words of ours.
  func takeWhole(_ events: [StreamEvent]) {
    verbatim = nil
    send(written(events))
  }

  /// Sends what was held back, and from now on everything at once.
  ///
  /// - Parameter head: what comes first, unless a keep-alive has come before.
  func begin(_ head: HTTPResponseHead) {
    guard !hasBegun else { return }
    hasBegun = true
    commit(head)
    let bytes = held
    held = []
    send(bytes)
  }

  /// Ends the stream well.
  func finish() {
    stopWaiting()
    reply.finish()
  }

  /// Tells the client, in a stream that is committed, that no more will come, and why; or cuts it where that cannot be
  /// told.
  func fail(_ error: ClientError) {
    stopWaiting()
    let error = reply.told(error)
    guard let ending = verbatim?.fail(error) ?? writtenFailure(error) else { return reply.abort() }
    reply.write(ending)
    reply.finish()
  }

  // MARK: Parts

  private func send(_ bytes: [UInt8]) {
    guard hasBegun else { return held += bytes }
    lastSignAt = LoopActor.shared.loop.now
    reply.write(bytes)
  }

  private func commit(_ head: HTTPResponseHead) {
    guard !isCommitted else { return }
    isCommitted = true
    reply.begin(head)
  }

  private func written(_ events: [StreamEvent]) -> [UInt8] {
    var bytes: [UInt8] = []
    for event in events { writer?.write(event, to: &bytes) }
    return bytes
  }

  /// Nil in the middle of an event that is passed on as it is.
  private func writtenFailure(_ error: ClientError) -> [UInt8]? {
    guard verbatim == nil else { return nil }
    var bytes: [UInt8] = []
    writer?.fail(error, to: &bytes)
    return bytes
  }
}

// MARK: - Signs of life

extension AnswerStream {
  private func wait(_ nanoseconds: UInt64) {
    timer = LoopActor.shared.loop.after(milliseconds: Int(nanoseconds / 1_000_000) + 1) { [weak self] in
      self?.watch()
    }
  }

  private func stopWaiting() {
    if let timer { LoopActor.shared.loop.cancelTimer(timer) }
    timer = nil
  }

  private func watch() {
    timer = nil
    guard !reply.isClientGone else { return }
    let silence = LoopActor.shared.loop.now - lastSignAt
    if silence >= patience { showLife() }
    wait(silence >= patience ? patience : patience - silence)
  }

  /// What is held back of an answer in words of ours is nothing that another attempt could not go on from. Bytes of the
  /// backend's own are the beginning of that answer and no other, and it shows signs of its own.
  private func showLife() {
    if verbatim != nil {
      guard held.isEmpty, !hasBegun else { return }
      verbatim = nil
    }
    if !isTargetCertain { reply.state("x-ctxgw-target", "pending") }
    commit(client.dialect.identified(client.dialect.streamHead))
    var bytes = held
    held = []
    writer?.keepAlive(to: &bytes)
    reply.write(bytes)
    lastSignAt = LoopActor.shared.loop.now
  }
}

extension ClientDialect {
  /// A head with an id of its own, which people quote when something is wrong.
  func identified(_ head: HTTPResponseHead) -> HTTPResponseHead {
    var head = head
    head.fields.append("request-id", makeRequestID())
    return head
  }
}
