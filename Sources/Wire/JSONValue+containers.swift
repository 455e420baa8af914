/// Reading objects and arrays.
extension JSONValue {
  /// How many members or elements; 0 for other kinds. Duplicate keys count each.
  public var count: Int { node.count }

  /// The member with this key, compared after decoding escapes; of duplicate keys the last one.
  public subscript(_ key: StaticString) -> JSONValue? {
    key.withUTF8Buffer { member(UnsafeRawBufferPointer($0)) }
  }

  /// The member with this key, compared after decoding escapes; of duplicate keys the last one.
  public func member(_ key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { member(UnsafeRawBufferPointer($0)) }
  }

  private func member(_ key: UnsafeRawBufferPointer) -> JSONValue? {
    var found: JSONValue?
    for member in members where member.key.isString(key) { found = member.value }
    return found
  }

  /// The members of an object in their order, duplicates included; nothing for other kinds.
  public var members: JSONMembers { JSONMembers(of: self) }

  /// The elements of an array in their order; nothing for other kinds.
  public var elements: JSONElements { JSONElements(of: self) }
}

/// The members of a JSON object in the order of the text.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  private let document: JSONDocument
  private var index: Int
  private var remaining: Int

  init(of value: JSONValue) {
    document = value.document
    index = value.index + 1
    remaining = value.kind == .object ? value.count : 0
  }

  /// The next member.
  public mutating func next() -> (key: JSONValue, value: JSONValue)? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    let key = index
    index = Int(document.nodes[key + 1].next)
    return (JSONValue(document, key), JSONValue(document, key + 1))
  }

  /// How many are left.
  public var underestimatedCount: Int { remaining }
}

/// The elements of a JSON array in the order of the text.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
  private let document: JSONDocument
  private var index: Int
  private var remaining: Int

  init(of value: JSONValue) {
    document = value.document
    index = value.index + 1
    remaining = value.kind == .array ? value.count : 0
  }

  /// The next element.
  public mutating func next() -> JSONValue? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    defer { index = Int(document.nodes[index].next) }
    return JSONValue(document, index)
  }

  /// How many are left.
  public var underestimatedCount: Int { remaining }
}
