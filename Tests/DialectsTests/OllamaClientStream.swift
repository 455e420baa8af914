import Testing
import Wire

/// A stream of Ollama's as a strict client reads it: every fault is an issue of the test.
struct OllamaClientStream {
  /// Whether the last object says that all is done.
  private(set) var isWhole = false
  private var isOver = false
  private var members: Set<String> = []
  private var callCount = 0

  init(_ bytes: [UInt8]) throws {
    #expect(bytes.isEmpty || bytes.last == UInt8(ascii: "\n"))
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
      try take(JSONDocument(parsing: Array(line)).root)
    }
  }

  private mutating func take(_ object: JSONValue) throws {
    #expect(!isOver, "nothing comes after the end")
    if let error = object["error"] {
      #expect(error.kind == .string && object.count == 1)
      isOver = true
      return
    }
    #expect(object["model"]?.kind == .string && object["created_at"]?.string?.hasSuffix("Z") == true)
    let isDone: Bool = try #require(object["done"]?.bool as Bool?)
    try takeMembers(of: object)
    guard isDone else { return #expect(object["done_reason"] == nil) }
    #expect(["stop", "length"].contains(object["done_reason"]?.string))
    for key in ["total_duration", "load_duration", "prompt_eval_count", "prompt_eval_duration", "eval_count"]
    {
      #expect(object.member(key)?.int != nil, "\(key)")
    }
    isOver = true
    isWhole = true
  }

  /// A stream speaks of messages, or of responses, and never of both.
  private mutating func takeMembers(of object: JSONValue) throws {
    members.formUnion(["message", "response"].filter { object.member($0) != nil })
    #expect(members.count == 1)
    guard let message = object["message"] else { return #expect(object["response"]?.kind == .string) }
    #expect(message["role"]?.string == "assistant" && message["content"]?.kind == .string)
    for call in message["tool_calls"].map({ Array($0.elements) }) ?? [] {
      let function = try #require(call["function"])
      #expect(function["index"]?.int == callCount, "calls are numbered without gaps")
      #expect(function["name"]?.kind == .string && function["arguments"]?.kind == .object)
      #expect(call["id"]?.string?.isEmpty == false)
      callCount += 1
    }
  }
}
