/// One run over random bytes: whatever the parser accepts must read, edit and write without contradiction.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ base: UnsafeRawPointer, _ count: Int) -> CInt {
  let source = Array(UnsafeRawBufferPointer(start: base, count: count))
  do throws(JSONError) {
    let root = try JSONDocument(parsing: source, limits: JSONLimits(maxDepth: 64)).root
    check(root, inside: 0..<count)
    checkReader(root, source)
    checkWriter(root)
    precondition(ByteSplices().applied(to: source) == source)
    if count < 256 { forEachContainer(in: root) { checkRemovals($0, source) } }
  } catch {
    precondition((0...count).contains(error.offset), "an offset outside the text")
    precondition(!error.description.isEmpty)
  }
  return 0
}

/// Values lie inside their parents, one behind the other, and decode to valid text.
private func check(_ value: JSONValue, inside outer: Range<Int>) {
  precondition(outer.lowerBound <= value.range.lowerBound && value.range.upperBound <= outer.upperBound)
  precondition(value.kind != .string || isText(value))
  precondition(value.kind != .number || value.double == nil || value.double!.isFinite)
  _ = (value.int, value.bool, value.isString("key"))
  var position = value.range.lowerBound + 1
  for (key, member) in value.members {
    check(key, inside: position..<value.range.upperBound)
    check(member, inside: key.range.upperBound + 1..<value.range.upperBound - 1)
    precondition(value.member(key.string!) != nil)
    position = member.range.upperBound
  }
  for element in value.elements {
    check(element, inside: position..<value.range.upperBound - 1)
    position = element.range.upperBound
  }
}

private func isText(_ value: JSONValue) -> Bool {
  var decoded: [UInt8] = []
  value.appendDecoded(to: &decoded)
  return String(validating: decoded, as: UTF8.self) == value.string
}

/// A reader says what the document says.
private func checkReader(_ root: JSONValue, _ source: [UInt8]) {
  var reader = JSONReader(limits: JSONLimits(maxDepth: 64))
  let read = source.withUnsafeBytes { text in try? reader.read(text) { described($0) } }
  precondition(read == root.withUnsafeValue { described($0) })
}

private func described(_ value: UnsafeJSONValue) -> String {
  var text = "\(value.kind)\(value.range)\(value.string ?? "")"
  value.forEachMember { text += described($0) + described($1) }
  value.forEachElement { text += described($0) }
  return text
}

/// What is written anew means the same.
private func checkWriter(_ root: JSONValue) {
  var writer = JSONWriter()
  write(root, to: &writer)
  precondition(isSame(root, reparsed(writer.bytes)))
}

private func write(_ value: JSONValue, to writer: inout JSONWriter) {
  switch value.kind {
  case .object:
    writer.beginObject()
    for (key, member) in value.members {
      writer.key(key.string!)
      write(member, to: &writer)
    }
    writer.endObject()
  case .array:
    writer.beginArray()
    for element in value.elements { write(element, to: &writer) }
    writer.endArray()
  case .string: writer.string(value.string!)
  case .number: writer.raw(value)
  case .true, .false: writer.bool(value.bool!)
  case .null: writer.null()
  }
}

private func isSame(_ one: JSONValue, _ other: JSONValue) -> Bool {
  one.kind == other.kind && one.count == other.count && one.string == other.string
    && one.double == other.double
    && zip(one.members, other.members).allSatisfy {
      $0.0.key.string == $0.1.key.string && isSame($0.0.value, $0.1.value)
    }
    && zip(one.elements, other.elements).allSatisfy { isSame($0.0, $0.1) }
}

private func forEachContainer(in value: JSONValue, _ body: (JSONValue) -> Void) {
  if value.count > 0 { body(value) }
  for (_, member) in value.members { forEachContainer(in: member, body) }
  for element in value.elements { forEachContainer(in: element, body) }
}

/// Leaving out the children of one value at even places, at odd places, or all of them, leaves JSON.
private func checkRemovals(_ value: JSONValue, _ source: [UInt8]) {
  for removed in [[true, false], [false, true], [true, true]] {
    var splices = ByteSplices()
    var place = 0
    splices.edit(value, setting: [("set", Array("1".utf8))]) { _ in
      place += 1
      return removed[place % 2]
    }
    splices.edit(value) { place, _ in removed[place % 2] }
    let edited = reparsed(splices.applied(to: source))
    if value.range == value.document.root.range, value.kind == .object {
      precondition(edited["set"]?.int == 1)
    }
  }
}

private func reparsed(_ bytes: [UInt8]) -> JSONValue {
  guard let document = try? JSONDocument(parsing: bytes) else {
    preconditionFailure("what was made is not JSON")
  }
  return document.root
}
