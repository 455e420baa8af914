import Conversations
import Wire

/// What the items of a request's `input` are to the conversation.
struct ResponsesRequestItems {
  /// The system and developer messages before anything else, as they came.
  private(set) var leading: [JSONValue] = []
  /// The items that are messages of the conversation, oldest first, and who speaks in them.
  private(set) var messages: [(role: Role, source: JSONValue)] = []
  /// The definitions of tools that came as items.
  private(set) var tools: [JSONValue] = []

  /// Reads `input`: a text, or a list of items.
  ///
  /// - Throws: `ClientError` that names the item that has no meaning.
  init(of body: JSONValue) throws(ClientError) {
    guard let input = body["input"], !input.isNull else {
      throw .meaningless("input: a text or a list of items is required")
    }
    switch input.kind {
    case .string: messages = [(.user, Self.message(of: input))]
    case .array: try read(input)
    default: throw .meaningless("input: must be a text or a list of items")
    }
    // Instructions alone are what is to be answered.
    if messages.isEmpty, let last = leading.popLast() { messages = [(.system, last)] }
    guard !messages.isEmpty else { throw .meaningless("input: at least one item is required") }
  }

  private mutating func read(_ list: JSONValue) throws(ClientError) {
    try RequestLimits.check(list.count, "items", in: "input")
    var position = 0
    for item in list.elements {
      if let complaint = ResponsesItemType.complaint(about: item) {
        throw .meaningless("input.\(position)\(complaint)")
      }
      add(item)
      position += 1
    }
    dropReferencesToPresentItems()
  }

  private mutating func add(_ item: JSONValue) {
    let type = ResponsesItemType(of: item)
    if case .additionalTools? = type { tools += item["tools"].map { Array($0.elements) } ?? [] }
    guard type?.isSilent != true, let role = ResponsesItemType.role(of: item) else { return }
    if role == .system, messages.isEmpty {
      leading.append(item)
    } else {
      messages.append((role, item))
    }
  }

  /// A reference to an item that is there says nothing new.
  private mutating func dropReferencesToPresentItems() {
    guard messages.contains(where: { Self.isReference($0.source) }) else { return }
    let present = Set(
      messages.lazy.filter { !Self.isReference($0.source) }.compactMap { $0.source["id"]?.string })
    messages.removeAll { Self.isReference($0.source) && present.contains($0.source["id"]?.string ?? "") }
  }

  /// The words for where an item stands in its request; nil for one that does not stand in a list of items.
  static func place(of item: JSONValue) -> String? {
    let items = item.document.root["input"].map { Array($0.elements) } ?? []
    return items.firstIndex { $0.range == item.range }.map { "input.\($0)" }
  }

  private static func isReference(_ item: JSONValue) -> Bool {
    item["type"]?.isString("item_reference") == true
  }

  /// A text in place of a list is a message of the user.
  static func message(of text: JSONValue) -> JSONValue {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "message")
    writer.field("role", "user")
    writer.field("content", text)
    writer.endObject()
    return JSONValue(written: writer)
  }
}
