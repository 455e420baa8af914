import Conversations
import Wire

/// Understands the events of which an answer of the Responses API consists, and the object that holds all of it.
///
/// An item counts as its `done` event has it; what came of it before is passed on as it comes.
struct ResponsesAnswerDecoder {
  private var assembler: AnswerAssembler
  private var items = ResponsesItems()
  private var stops: StopSequenceScanner
  /// What the answer cost; told with its last event.
  private var usage = PartialUsage()
  private var isStarted = false
  /// Whether the answer has ended or failed; what comes then belongs to nothing.
  private(set) var isOver = false

  init(_ expectations: AnswerExpectations, ids: IDSource) {
    assembler = AnswerAssembler(expectations, ids: ids)
    stops = StopSequenceScanner(of: expectations.stopSequences)
  }

  /// Takes the next event of a stream.
  mutating func take(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    switch event["type"]?.string {
    case "response.output_text.delta": grow(event, as: .text, into: &events)
    case "response.refusal.delta": grow(event, as: .refusal, into: &events)
    case "response.reasoning_summary_text.delta", "response.reasoning_text.delta":
      grow(event, as: .reasoning, into: &events)
    case "response.function_call_arguments.delta": grow(event, as: .arguments, into: &events)
    case "response.reasoning_summary_part.added": separate(event, into: &events)
    case "response.output_item.added": begin(event, into: &events)
    case "response.output_item.done": end(event, into: &events)
    case "response.created", "response.in_progress", "response.queued":
      start(event["response"], into: &events)
    case "response.completed", "response.incomplete", "response.failed":
      takeWhole(event["response"] ?? event, into: &events)
    case "error", nil: takeError(event, into: &events)
    default: break
    }
    if !isOver, assembler.isTooLarge || items.isTooLarge {
      fail(.failed(type: nil, message: "the answer is too large"), into: &events)
    }
  }

  /// Takes a whole response: what of it has not come before, and how it ended.
  mutating func takeWhole(_ response: UnsafeJSONValue, into events: inout [StreamEvent]) {
    if let error = response["error"], !error.isNull { return fail(ReportedError(error).event, into: &events) }
    switch response["status"]?.string {
    case "failed":
      return fail(.failed(type: nil, message: "the backend failed without a reason"), into: &events)
    case "cancelled": return fail(.failed(type: nil, message: "the answer was cancelled"), into: &events)
    default: break
    }
    guard response.kind == .object, isStarted || response["output"]?.kind == .array else {
      return fail(.failed(type: nil, message: "the answer has no output"), into: &events)
    }
    start(response, into: &events)
    usage = Self.usage(of: response)
    takeOutput(of: response, into: &events)
    if !isOver { end(Self.reason(of: response), into: &events) }
  }

  private mutating func end(_ reason: StopReason?, into events: inout [StreamEvent]) {
    isOver = true
    assembler.say(stops.finish(), into: &events)
    let settled = assembler.settle(reason, into: &events)
    events += [.finished(settled, usage: usage), .ended]
  }

  /// Ends the answer with a failure.
  mutating func fail(_ failure: StreamEvent, into events: inout [StreamEvent]) {
    isOver = true
    events.append(failure)
  }

  // MARK: The response

  private mutating func start(_ response: UnsafeJSONValue?, into events: inout [StreamEvent]) {
    if isStarted { return }
    isStarted = true
    events.append(
      .started(id: response?["id"]?.string, model: response?["model"]?.string, usage: PartialUsage()))
  }

  /// An event that is an error, or an object that holds one in place of being an event.
  private mutating func takeError(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    if let error = event["error"], !error.isNull { return fail(ReportedError(error).event, into: &events) }
    if event["type"] != nil { fail(ReportedError(event).event, into: &events) }
  }

  private static func reason(of response: UnsafeJSONValue) -> StopReason? {
    let isCut = response["status"]?.isString("incomplete") == true
    guard isCut || response["incomplete_details"]?.kind == .object else { return nil }
    return response["incomplete_details"]?["reason"]?.isString("content_filter") == true
      ? .refusal : .maxTokens
  }

  /// The prompt that is reported includes what caches served and were given.
  private static func usage(of response: UnsafeJSONValue) -> PartialUsage {
    let usage = response["usage"]
    let details = usage?["input_tokens_details"]
    let cached = details?["cached_tokens"]?.tokens
    let written = details?["cache_write_tokens"]?.tokens
    return PartialUsage(
      input: usage?["input_tokens"]?.tokens.map { max(0, $0 - (cached ?? 0) - (written ?? 0)) },
      cacheRead: cached, cacheWrite: written, output: usage?["output_tokens"]?.tokens,
      reasoning: usage?["output_tokens_details"]?["reasoning_tokens"]?.tokens)
  }
}

// MARK: - Items

extension ResponsesAnswerDecoder {
  private mutating func begin(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard let item = event["item"] else { return }
    start(nil, into: &events)
    let place = items.place(index: event["output_index"]?.int, id: item["id"]?.string)
    if item["type"]?.isString("function_call") == true {
      call(item, at: place, arguments: item["arguments"]?.decoded ?? [], into: &events)
    }
  }

  private mutating func grow(
    _ event: UnsafeJSONValue, as kind: ResponsesItems.Growth, into events: inout [StreamEvent]
  ) {
    guard let delta = event["delta"]?.decoded, !delta.isEmpty else { return }
    start(nil, into: &events)
    let place = items.growing(index: event["output_index"]?.int, id: event["item_id"]?.string)
    guard !items[place].isDone else { return }
    items[place].saidBytes += delta.count
    switch kind {
    case .text: say(delta, into: &events)
    case .refusal: assembler.refuse(delta, into: &events)
    case .reasoning: assembler.think(delta, into: &events)
    case .arguments: assembler.call(index: place, id: "", name: "", arguments: delta, into: &events)
    }
  }

  /// Parts of a summary are paragraphs.
  private mutating func separate(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    let place = items.growing(index: event["output_index"]?.int, id: event["item_id"]?.string)
    if items[place].saidBytes > 0, !items[place].isDone { assembler.think(Self.paragraph, into: &events) }
  }

  private static let paragraph = Array("\n\n".utf8)

  private mutating func end(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard let item = event["item"] else { return }
    start(nil, into: &events)
    let place = items.place(index: event["output_index"]?.int, id: item["id"]?.string)
    if !items[place].isDone { finish(item, at: place, into: &events) }
  }

  /// Items of which nothing, or no end, has come as an event.
  private mutating func takeOutput(of response: UnsafeJSONValue, into events: inout [StreamEvent]) {
    let isNew = items.isEmpty
    var index = 0
    response["output"]?.forEachElement { item in
      let place =
        isNew ? items.place(index: index, id: nil) : items.known(index: index, id: item["id"]?.string)
      if let place, !items[place].isDone, !isOver { finish(item, at: place, into: &events) }
      index += 1
    }
  }

  private mutating func finish(_ item: UnsafeJSONValue, at place: Int, into events: inout [StreamEvent]) {
    items[place].isDone = true
    switch item["type"]?.string {
    case "message": finishMessage(item, at: place, into: &events)
    case "reasoning": finishReasoning(item, at: place, into: &events)
    case "function_call": finishCall(item, at: place, into: &events)
    case "custom_tool_call": takeCustomCall(item, into: &events)
    default: break
    }
  }

  private mutating func finishMessage(
    _ item: UnsafeJSONValue, at place: Int, into events: inout [StreamEvent]
  ) {
    var said = items[place].saidBytes
    item["content"]?.forEachElement { part in
      let refusal = part["refusal"]
      guard let text = (refusal ?? part["text"])?.decoded else { return }
      let rest = Array(text.dropFirst(said))
      said -= text.count - rest.count
      if rest.isEmpty || isOver { return }
      if refusal == nil { say(rest, into: &events) } else { assembler.refuse(rest, into: &events) }
    }
    guard !isOver else { return }
    assembler.say(stops.finish(), into: &events)
    assembler.endPart(into: &events)
  }

  /// Takes text, with which the answer ends where it comes to a stop sequence.
  private mutating func say(_ text: [UInt8], into events: inout [StreamEvent]) {
    assembler.say(stops.feed(text), into: &events)
    if let found = stops.found { end(.stopSequence(found), into: &events) }
  }

  private mutating func finishReasoning(
    _ item: UnsafeJSONValue, at place: Int, into events: inout [StreamEvent]
  ) {
    if items[place].saidBytes == 0 {
      let content = Self.texts(of: item["content"])
      assembler.think(content.isEmpty ? Self.texts(of: item["summary"]) : content, into: &events)
    }
    if let encrypted = item["encrypted_content"]?.decoded, !encrypted.isEmpty {
      assembler.sign(encrypted, into: &events)
    } else {
      assembler.endPart(into: &events)
    }
  }

  private static func texts(of list: UnsafeJSONValue?) -> [UInt8] {
    var texts: [[UInt8]] = []
    list?.forEachElement { part in
      if let text = part["text"]?.decoded, !text.isEmpty { texts.append(text) }
    }
    return Array(texts.joined(separator: paragraph))
  }

  // MARK: Calls

  private mutating func finishCall(_ item: UnsafeJSONValue, at place: Int, into events: inout [StreamEvent]) {
    let arguments = item["arguments"]?.decoded ?? []
    let rest = Array(arguments.dropFirst(items[place].saidBytes))
    // A call of nothing is complete too, and what comes behind it need not wait.
    let isEmpty = items[place].saidBytes == 0 && rest.allSatisfy(ASCII.isSpace)
    call(item, at: place, arguments: isEmpty ? Array("{}".utf8) : rest, into: &events)
  }

  private mutating func call(
    _ item: UnsafeJSONValue, at place: Int, arguments: [UInt8], into events: inout [StreamEvent]
  ) {
    items[place].saidBytes += arguments.count
    let id = items.callID(item["call_id"]?.string ?? "", at: place)
    assembler.call(
      index: place, id: id, name: Self.name(of: item), arguments: arguments, into: &events)
  }

  /// A tool with free input has one argument, which is that input.
  private mutating func takeCustomCall(_ item: UnsafeJSONValue, into events: inout [StreamEvent]) {
    assembler.wholeCall(
      id: item["call_id"]?.string ?? "", name: Self.name(of: item),
      arguments: FreeformTool.arguments(of: item["input"]?.decoded ?? []), into: &events)
  }

  /// The tool's name; that of one in a namespace has the namespace in front.
  private static func name(of item: UnsafeJSONValue) -> String {
    ResponsesCall.name(item["name"]?.string ?? "", in: item["namespace"]?.string)
  }
}
