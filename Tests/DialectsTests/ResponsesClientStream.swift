import Testing
import Wire

/// A stream of the Responses API's events as a strict client reads it: every fault is an issue of the test.
struct ResponsesClientStream {
  /// The type of the last event.
  private(set) var endsWith: String?
  /// The items that have ended, as they were told.
  private(set) var items: [JSONValue] = []
  private var eventCount = 0
  private var responseID: String?
  private var open: JSONValue?
  /// What has been said of the open item: in deltas, and at the end of them.
  private var said = ""
  private var told: String?
  private var hasOpenPart = false

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

  private static let ends: Set<String> = ["response.completed", "response.incomplete", "response.failed"]

  private mutating func take(_ name: String, _ event: JSONValue) throws {
    #expect(event["type"]?.string == name)
    #expect(event["sequence_number"]?.int == eventCount)
    #expect(!Self.ends.contains(endsWith ?? ""), "nothing comes after the end")
    #expect((eventCount == 0) == (name == "response.created"))
    #expect((eventCount == 1) <= (name == "response.in_progress"))
    eventCount += 1
    endsWith = name
    if let response = event["response"] { return see(name, response) }
    #expect(event["output_index"]?.int == items.count)
    if let id = event["item_id"] { #expect(id.string == open?["id"]?.string) }
    let word = String(name.dropFirst("response.".count))
    switch word {
    case "output_item.added": begin(event["item"])
    case "output_item.done": try end(event["item"])
    case "content_part.added":
      #expect(!hasOpenPart)
      hasOpenPart = true
    case "content_part.done":
      #expect(hasOpenPart && event["part"]?["text"]?.string == said)
      hasOpenPart = false
    case _ where word.hasSuffix(".delta"): said += event["delta"]?.string ?? ""
    case _ where word.hasSuffix(".done"):
      told = (event["text"] ?? event["arguments"] ?? event["input"])?.string
      #expect(told == said || said.isEmpty && told == "{}")
    default: Issue.record("an event that is not known: \(name)")
    }
  }

  private mutating func see(_ name: String, _ response: JSONValue) {
    responseID = responseID ?? response["id"]?.string
    #expect(responseID != nil && response["id"]?.string == responseID)
    #expect(response["object"]?.string == "response")
    let status = name == "response.created" ? "in_progress" : String(name.dropFirst("response.".count))
    #expect(response["status"]?.string == status)
    #expect(response["tools"]?.kind == .array)
    #expect((response["usage"]?.isNull == false) == ["completed", "incomplete"].contains(status))
    #expect((response["error"]?.isNull == false) == (name == "response.failed"))
    #expect(response["output"]?.elements.map { Array($0.bytes) } == items.map { Array($0.bytes) })
    if Self.ends.contains(name) { #expect(open == nil || name == "response.failed") }
  }

  private mutating func begin(_ item: JSONValue?) {
    #expect(open == nil && item?["id"]?.string?.isEmpty == false)
    (open, said, told, hasOpenPart) = (item, "", nil, false)
  }

  private mutating func end(_ item: JSONValue?) throws {
    let item = try #require(item)
    #expect(!hasOpenPart)
    #expect(item["id"]?.string == open?["id"]?.string && item["type"]?.string == open?["type"]?.string)
    let whole =
      item["arguments"]?.string ?? item["input"]?.string
      ?? item["content"]?.elements.map {
        $0["text"]?.string ?? ""
      }.joined()
    if let told { #expect(whole == told) }
    items.append(item)
    open = nil
  }
}

extension Bool {
  /// Whether the one follows from the other.
  fileprivate static func <= (condition: Bool, consequence: Bool) -> Bool { !condition || consequence }
}
