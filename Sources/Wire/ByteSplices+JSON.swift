/// Edits to JSON values that leave valid JSON behind, whichever comma that takes.
extension ByteSplices {
  /// Puts `bytes`, one JSON value, in place of a value.
  public mutating func replace(_ value: JSONValue, with bytes: [UInt8]) { replace(value.range, with: bytes) }

  /// Takes members out of an object and sets others, in one go because the commas depend on both.
  ///
  /// A member that is set and exists keeps its place and gets the new value (of duplicates the last one, which is
  /// the one that counts); a new one goes to the end. What is set is not removed. Edit one object once only.
  ///
  /// - Parameters:
  ///   - object: the object; other kinds of values are left alone.
  ///   - assigned: keys, each at most once, with the JSON values they shall have.
  ///   - removed: whether to leave out the member with this key; duplicates are asked about one by one.
  public mutating func edit(
    _ object: JSONValue,
    setting assigned: [(key: String, value: [UInt8])] = [],
    removing removed: (_ key: JSONValue) -> Bool = { _ in false }
  ) {
    guard object.kind == .object else { return }
    let members = Array(object.members)
    let ranges = members.map { $0.key.range.lowerBound..<$0.value.range.upperBound }
    let kept = members.map { member in
      assigned.contains { member.key.isString(exactly: $0.key) } || !removed(member.key)
    }
    removeItems(ranges, keeping: kept)
    for (key, bytes) in assigned {
      if let present = object.member(key) { replace(present, with: bytes) }
    }
    let new = assigned.filter { object.member($0.key) == nil }
    insert(
      encoded(new, behindOthers: kept.contains(true)),
      at: ranges.last?.upperBound ?? object.range.lowerBound + 1)
  }

  /// Takes elements out of an array. Edit one array once only.
  ///
  /// - Parameters:
  ///   - array: the array; other kinds of values are left alone.
  ///   - removed: whether to leave out the element at this position.
  public mutating func edit(
    _ array: JSONValue, removing removed: (_ position: Int, _ element: JSONValue) -> Bool
  ) {
    let elements = Array(array.elements)
    removeItems(elements.map(\.range), keeping: elements.enumerated().map { !removed($0.offset, $0.element) })
  }

  /// Members as text, with a comma before each that stands behind another.
  private func encoded(_ members: [(key: String, value: [UInt8])], behindOthers: Bool) -> [UInt8] {
    var output: [UInt8] = []
    for (position, member) in members.enumerated() {
      if behindOthers || position > 0 { output.append(.comma) }
      output += JSONWriter.string(member.key) + [.colon] + member.value
    }
    return output
  }

  /// Removes the items of a comma-separated list that are not kept, each run of them with one comma.
  private mutating func removeItems(_ items: [Range<Int>], keeping kept: [Bool]) {
    var position = 0
    while position < items.count {
      guard !kept[position] else {
        position += 1
        continue
      }
      let end = kept[position...].firstIndex(of: true) ?? items.count
      remove(extent(of: position..<end, in: items))
      position = end
    }
  }

  /// A run of items with the comma behind it; at the end of the list, with the comma before it.
  private func extent(of run: Range<Int>, in items: [Range<Int>]) -> Range<Int> {
    let start = items[run.lowerBound].lowerBound
    if run.upperBound < items.count { return start..<items[run.upperBound].lowerBound }
    let end = items[run.upperBound - 1].upperBound
    return (run.lowerBound == 0 ? start : items[run.lowerBound - 1].upperBound)..<end
  }
}
