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
    let element = index
    index = Int(document.nodes[element].next)
    return JSONValue(document, element)
  }

  /// How many are left.
  public var underestimatedCount: Int { remaining }
}
