import Testing
import Wire

/// A stream of chat completion chunks as a strict client reads it: every fault is an issue of the test.
struct ChatClientStream {
  /// How the stream ends.
  enum End {
    case done, error
  }

  private(set) var end: End?
  /// The arguments of each call.
  private(set) var arguments: [String] = []
  private var head: [String]?
  private var hasAnswered = false
  private var isFinished = false
  private var hasUsage = false

  init(_ bytes: [UInt8]) throws {
    var parser = SSEParser()
    var events: [[UInt8]] = []
    try bytes.withUnsafeBytes { bytes in
      try parser.feed(bytes) { event in
        #expect(event.name.isEmpty, "chunks have no names")
        events.append(Array(event.data))
      }
    }
    #expect(parser.isBetweenEvents)
    for data in events { try take(data) }
  }

  private mutating func take(_ data: [UInt8]) throws {
    #expect(end == nil, "nothing comes after the end")
    if data == Array("[DONE]".utf8) {
      #expect(isFinished)
      end = .done
      return
    }
    let chunk = try JSONDocument(parsing: data).root
    if let error = chunk["error"] {
      #expect(error["message"]?.kind == .string && error["type"]?.kind == .string)
      end = .error
      return
    }
    take(chunk: chunk)
  }

  private mutating func take(chunk: JSONValue) {
    let head = ["id", "object", "created", "model"].map { key in
      chunk.member(key).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }
    #expect(!head.contains(""))
    #expect(self.head == nil || self.head == head)
    let isFirst = self.head == nil
    self.head = head
    let choices = chunk["choices"].map { Array($0.elements) }
    guard let choice = choices?.first else {
      #expect(choices != nil && isFinished && !hasUsage && chunk["usage"]?["total_tokens"]?.int != nil)
      hasUsage = true
      return
    }
    #expect(choices?.count == 1 && choice["index"]?.int == 0 && !isFinished)
    #expect((choice["delta"]?["role"]?.string == "assistant") == isFirst)
    takeDelta(choice["delta"])
    if let word = choice["finish_reason"]?.string {
      #expect(["stop", "length", "tool_calls", "content_filter", "function_call"].contains(word))
      isFinished = true
    }
  }

  private mutating func takeDelta(_ delta: JSONValue?) {
    #expect(delta?.kind == .object)
    if delta?["reasoning_content"] != nil { #expect(!hasAnswered, "reasoning ends where the answer begins") }
    if let content = delta?["content"]?.string, !content.isEmpty { hasAnswered = true }
    if let calls = delta?["tool_calls"] { for call in calls.elements { takeCall(call) } }
    if let call = delta?["function_call"] {
      hasAnswered = true
      if call["name"] != nil { arguments.append("") }
      #expect(arguments.count == 1)
      arguments[arguments.count - 1] += call["arguments"]?.string ?? ""
    }
  }

  private mutating func takeCall(_ call: JSONValue) {
    hasAnswered = true
    let body = call["function"] ?? call["custom"]
    if call["index"]?.int == arguments.count {
      #expect(call["id"]?.kind == .string && call["type"]?.kind == .string && body?["name"]?.kind == .string)
      arguments.append("")
    } else {
      #expect(call["index"]?.int == arguments.count - 1, "calls come one after the other")
      #expect(call["id"] == nil && call["type"] == nil && body?["name"] == nil)
    }
    let more = (body?["arguments"] ?? body?["input"])?.string
    #expect(more != nil)
    if !arguments.isEmpty { arguments[arguments.count - 1] += more ?? "" }
  }
}
