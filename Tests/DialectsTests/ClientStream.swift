import Testing
import Wire

/// A stream of Anthropic's events as a strict client reads it: every fault is an issue of the test.
struct ClientStream {
  /// The type of the last event.
  private(set) var endsWith: String?
  private var openIndex: Int?
  private var nextIndex = 0

  init(_ bytes: [UInt8]) throws {
    var parser = SSEParser()
    var events: [(name: String, data: [UInt8])] = []
    try bytes.withUnsafeBytes { bytes in
      try parser.feed(bytes) { event in
        events.append((String(decoding: event.name, as: UTF8.self), Array(event.data)))
      }
    }
    #expect(parser.isBetweenEvents)
    for (name, data) in events { try take(name, JSONDocument(parsing: data).root) }
  }

  private mutating func take(_ name: String, _ event: JSONValue) throws {
    #expect(event["type"]?.string == name)
    #expect(endsWith != "message_stop" && endsWith != "error", "nothing comes after the end")
    #expect((endsWith == nil) == (name == "message_start") || name == "error")
    switch name {
    case "content_block_start":
      #expect(openIndex == nil)
      #expect(event["index"]?.int == nextIndex)
      openIndex = nextIndex
      nextIndex += 1
    case "content_block_delta": #expect(event["index"]?.int == openIndex)
    case "content_block_stop":
      #expect(event["index"]?.int == openIndex)
      openIndex = nil
    case "message_delta", "message_stop": #expect(openIndex == nil)
    default: break
    }
    endsWith = name
  }
}
