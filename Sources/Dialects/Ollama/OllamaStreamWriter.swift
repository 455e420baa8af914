import Conversations
import Wire

/// Writes an answer as a stream of Ollama's: an object a line.
///
/// Text and reasoning go out as they come, a call when it is whole. The end is held until the answer is over, because the
/// reason and the true usage may arrive in any order.
struct OllamaStreamWriter: AnswerWriter {
  private typealias Said = OllamaAnswerForm.Said

  /// A longer call, in bytes, is not what any model writes.
  private static let mostOfCall = 16 << 20

  private let frame: AnswerFrame
  private let form: OllamaAnswerForm
  private var call: Said.Call?
  private var callCount = 0
  private var stopReason: StopReason?
  private var usage: Usage?
  private var contentBytes = 0
  private var isOver = false

  /// A writer of an answer of which nothing has been written.
  init(_ frame: AnswerFrame) {
    self.frame = frame
    form = OllamaAnswerForm(frame)
  }

  /// Appends what the client is sent of this event, which may be nothing.
  mutating func write(_ event: StreamEvent, to output: inout [UInt8]) {
    guard !isOver else { return }
    switch event {
    case .started(_, _, let report): update(report)
    case .partStarted(let part): begin(part, to: &output)
    case .delta(let delta): grow(by: delta, to: &output)
    case .partEnded: endCall(to: &output)
    case .finished(let reason, let report):
      stopReason = reason ?? stopReason
      update(report)
    case .ended: end(to: &output)
    case .failed(_, let message): fail(saying: message, to: &output)
    }
  }

  /// Appends the end of an answer that broke off. A call that is not complete is not shown, or the client would run it.
  mutating func fail(_ error: ClientError, to output: inout [UInt8]) {
    if !isOver { fail(saying: OllamaErrorDescription(error).message, to: &output) }
  }

  /// Appends an object that says nothing.
  mutating func keepAlive(to output: inout [UInt8]) {
    if !isOver { append(form.object(Said()), to: &output) }
  }

  // MARK: Parts

  private mutating func begin(_ part: StreamEvent.Part, to output: inout [UInt8]) {
    endCall(to: &output)
    guard case .toolCall(let id, let name) = part else { return }
    call = Said.Call(id: id, index: callCount, name: name, input: [])
    callCount += 1
  }

  private mutating func grow(by delta: StreamEvent.Delta, to output: inout [UInt8]) {
    switch delta {
    case .text(let bytes): say(Said(text: bytes), bytes.count, to: &output)
    case .thinking(let bytes):
      if form.showsThinking { say(Said(thinking: bytes), bytes.count, to: &output) }
    case .input(let bytes):
      contentBytes += bytes.count
      call?.input += bytes
      if let call, call.input.count > Self.mostOfCall {
        fail(saying: "the call of \(call.name) is too large", to: &output)
      }
    case .signature, .other: break
    }
  }

  private mutating func say(_ said: Said, _ count: Int, to output: inout [UInt8]) {
    contentBytes += count
    if count > 0 { append(form.object(said), to: &output) }
  }

  private mutating func endCall(to output: inout [UInt8]) {
    guard let whole = call else { return }
    call = nil
    append(form.object(Said(calls: [whole])), to: &output)
  }

  // MARK: The end

  private mutating func end(to output: inout [UInt8]) {
    endCall(to: &output)
    isOver = true
    // Clients steer their context by it, and take 0 for the truth.
    let cost =
      usage ?? Usage(input: frame.estimatedInput, output: TokenEstimate.tokens(forBytes: contentBytes))
    append(form.object(Said(), OllamaAnswerForm.End(stopReason, usage: frame.told(cost))), to: &output)
  }

  private mutating func fail(saying message: String, to output: inout [UInt8]) {
    isOver = true
    append(OllamaErrorDescription.body(saying: message), to: &output)
  }

  private mutating func update(_ report: PartialUsage) {
    guard report != PartialUsage() else { return }
    usage = usage ?? Usage(input: frame.estimatedInput)
    usage?.update(with: report)
  }

  private func append(_ object: [UInt8], to output: inout [UInt8]) {
    output += object
    output.append(UInt8(ascii: "\n"))
  }
}
