import Conversations
import Dialects
import Reactor
import Upstream
import Wire

/// Brings the answer to one attempt to the client: streamed or whole, verbatim or rendered, or the vendor's refusal.
@LoopActor
struct Delivery {
  /// The largest answer that is taken whole, in bytes.
  private static let mostCollected = 64 << 20
  /// The most of a refusal that is read, in bytes.
  private static let mostOfRefusal = 1 << 20
  /// Answers from this size on are understood and put into words on the worker, in bytes: decoding and rendering run at
  /// some hundred MB/s.
  private static let longWork = 1 << 20

  /// What was sent, and where.
  let attempt: Attempt
  /// What came back.
  let response: TransportResponse
  /// Where the answer goes.
  let reply: Reply
  /// The client's side of a streamed answer; nil when the client wants it whole.
  let stream: AnswerStream?
  /// Where what the vendor may want back of the answer is kept.
  let reasoning: ReasoningShelf
  /// What another target has given of the answer; nil when it begins here.
  let resumption: Resumption?

  private var dialect: any ClientDialect { attempt.client.dialect }

  /// Delivers the answer and notes in the turn what it was.
  ///
  /// - Returns: an answer that broke off; nil when it was delivered, or the client has gone.
  /// - Throws: why there is no answer; the client has been sent nothing of one then.
  func run(_ turn: inout Turn) async throws(SendingFailure) -> BrokenAnswer? {
    guard (200..<300).contains(response.status) else { throw await refusal() }
    do throws(UpstreamError) {
      if isStream, let stream { return try await relay(by: stream, &turn) }
      try await deliverWhole(&turn)
      return nil
    } catch {
      throw SendingFailure(error)
    }
  }

  // MARK: Streamed

  private func relay(
    by stream: AnswerStream, _ turn: inout Turn
  ) async throws(UpstreamError) -> BrokenAnswer? {
    let decoder = attempt.destination.dialect.decoder(answering: attempt.encoded)
    let mended = attempt.mender.map { MendedDecoder(decoder, by: $0) }
    defer { turn.notes += mended?.notes ?? [] }
    let relay = AnswerRelay(
      from: response, to: reply, by: stream,
      head: attempt.isVerbatim ? verbatimHead : renderedHead(dialect.streamHead),
      decoder: continued(mended ?? decoder), resuming: resumption, clientError: attempt.clientError)
    let end: AnswerRelay.End
    do throws(UpstreamError) {
      end = try await relay.run()
    } catch {
      await record(relay.answer, &turn)
      throw error
    }
    turn.timings.firstEvent = relay.firstEventAt
    turn.answerID = stream.isVerbatim ? relay.answer.id : stream.answerID
    await record(relay.answer, &turn)
    switch end {
    case .completed: turn.outcome = .completed
    case .clientGone: turn.outcome = .clientGone
    case .cut(let error):
      turn.note(error, of: attempt)
      turn.outcome = .cut
      return BrokenAnswer(error: error, told: attempt.clientError(for: error), answer: relay.answer)
    }
    return nil
  }

  private func continued(_ decoder: any AnswerDecoder) -> any AnswerDecoder {
    resumption == nil ? decoder : ContinuingDecoder(decoder)
  }

  // MARK: Whole

  /// An answer whose shape is not the one the client asked for is turned into it.
  private func deliverWhole(_ turn: inout Turn) async throws(UpstreamError) {
    let received = try await collect(limit: Self.mostCollected)
    let isStream = isStream
    let form: WholeAnswer.Form =
      stream != nil ? .stream : attempt.isVerbatim && !isStream ? .verbatim : .whole
    let whole = try await offLoop(if: received.count >= Self.longWork) {
      [attempt] () throws(UpstreamError) in
      try WholeAnswer(received, isStream: isStream, to: attempt, as: form)
    }.continuing(resumption)
    turn.timings.firstEvent = reply.age
    // The client may have gone in the meantime.
    if !reply.isClientGone {
      send(whole, as: form)
      turn.answerID = form == .verbatim ? whole.answer.id : stream?.answerID ?? attempt.frame.id
      turn.outcome = .completed
    }
    turn.notes += whole.notes
    await record(whole.answer, &turn)
  }

  private func send(_ whole: WholeAnswer, as form: WholeAnswer.Form) {
    switch form {
    case .verbatim: reply.respond(verbatimHead, body: whole.body)
    case .whole: reply.respond(renderedHead(dialect.wholeHead), body: whole.body)
    case .stream:
      stream?.takeWhole(whole.events)
      stream?.begin(renderedHead(dialect.streamHead))
      stream?.finish()
    }
  }

  // MARK: Refused

  /// A vendor's refusal. One in the client's own dialect, about the client's own key or request, may be passed on as it
  /// came; that a prompt of ours is too long is about neither.
  private func refusal() async -> SendingFailure {
    let body: [UInt8]
    do throws(UpstreamError) {
      body = try await collect(limit: Self.mostOfRefusal)
    } catch {
      return SendingFailure(error)
    }
    let error = UpstreamError(status: response.status, fields: response.fields, body: body)
    let mayPass =
      attempt.isVerbatim && !isAboutForeignKey(error) && !isAboutFitting(error) && !isToldOtherwise(error)
      && dialect.isError(body)
    return SendingFailure(error, refusal: mayPass ? Refusal(head: verbatimHead, body: body) : nil)
  }

  /// Whether a failure is about a key that is not the client's, or repeats one.
  private func isAboutForeignKey(_ error: UpstreamError) -> Bool {
    guard !attempt.usesClientCredentials else { return false }
    return error.reason == .authentication || attempt.concealingKeys(in: error) != error
  }

  /// Whether a failure is about how the request was made to fit, or was thought to.
  private func isAboutFitting(_ error: UpstreamError) -> Bool {
    if attempt.destination.isFitted, case .contextOverflow = error.reason { true } else { false }
  }

  /// Whether this client goes on from an overflow only where it is told with another status: Codex, whose thread is stuck
  /// behind a 400.
  private func isToldOtherwise(_ error: UpstreamError) -> Bool {
    guard case .contextOverflow = error.reason else { return false }
    let told = dialect.answer(to: attempt.clientError(for: error), about: attempt.request, requestID: "")
    return told.head.status != response.status
  }

  // MARK: Parts

  /// Whether the body is a stream in the backend's dialect, asked for or not.
  private var isStream: Bool {
    let type = response.fields["content-type"]?.lowercased()
    return type?.hasPrefix(attempt.destination.target.dialect.streamType) ?? false
  }

  private var verbatimHead: HTTPResponseHead {
    HTTPResponseHead(
      status: response.status, fields: Forwarding.passthrough.responseFields(of: response.fields))
  }

  /// A head of our own, with those of the backend's fields that mean the same there. It always names the request:
  /// people quote that id when something is wrong.
  private func renderedHead(_ own: HTTPResponseHead) -> HTTPResponseHead {
    var fields = Forwarding.translated.responseFields(of: response.fields)
    if !fields.contains("request-id") { fields.append("request-id", dialect.makeRequestID()) }
    own.fields.forEach { name, value in
      fields.append(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
    return HTTPResponseHead(status: own.status, fields: fields)
  }

  private func record(_ answer: Answer, _ turn: inout Turn) async {
    reasoning.keep(answer, of: attempt, &turn)
    let recorded = await offLoop(if: answer.byteCount >= Self.longWork) { [dialect] in
      answer.isEmpty ? nil : dialect.recorded(answer)
    }
    turn.note(answer, recordedAs: recorded)
  }

  private func collect(limit: Int) async throws(UpstreamError) -> [UInt8] {
    do throws(TransportError) {
      return try await response.collect(limit: limit)
    } catch {
      throw UpstreamError(error)
    }
  }
}
