import TestKit
import Testing
import Wire

@Suite("JSON, whatever comes")
struct JSONPropertyTests {
  @Test("a text means what was meant, however it is written")
  func meaning() throws {
    var random = SeededGenerator()
    for _ in 0..<2_000 {
      let model = JSONModel.random(depth: 4, using: &random)
      let text = model.written(using: &random)
      #expect(try JSONModel(parse(text)) == model, "\(text)")
    }
  }

  @Test("what the writer writes is read as what was written")
  func writing() throws {
    var random = SeededGenerator()
    for _ in 0..<2_000 {
      let model = JSONModel.random(depth: 4, using: &random)
      var writer = JSONWriter()
      model.write(to: &writer)
      #expect(try JSONModel(JSONDocument(parsing: writer.bytes).root) == model)
    }
  }

  @Test("a damaged text is refused at an offset inside it, or read and written to the same meaning")
  func damage() throws {
    var random = SeededGenerator()
    var accepted = 0
    for _ in 0..<10_000 {
      let text = JSONModel.random(depth: 3, using: &random).written(using: &random)
      let bytes = damaged(Array(text.utf8), using: &random)
      do throws(JSONError) {
        let root = try JSONDocument(parsing: bytes).root
        accepted += 1
        #expect(root.document.bytes == bytes)
        let model = JSONModel(root)
        var writer = JSONWriter()
        model.write(to: &writer)
        #expect(try JSONModel(JSONDocument(parsing: writer.bytes).root) == model, "\(bytes)")
      } catch {
        #expect((0...bytes.count).contains(error.offset), "\(bytes)")
      }
    }
    #expect(accepted > 100)
  }

  @Test("a text cut anywhere is refused as ending too early, or is a whole text itself")
  func cuts() throws {
    let text = Array(#"{"a":[1,{"b":"\u00e9\n"},true],"c":-1.5e+3,"d":null}"#.utf8)
    for length in 1..<text.count {
      #expect(throws: JSONError(.unexpectedEnd, at: length)) {
        try JSONDocument(parsing: Array(text[..<length]))
      }
    }
  }

  @Test("leaving out any members of any object, and setting others, leaves the rest as it was")
  func editingObjects() throws {
    var random = SeededGenerator()
    for _ in 0..<2_000 {
      let text = JSONModel.random(depth: 3, using: &random).written(using: &random)
      let root = try parse(text)
      var objects: [JSONValue] = []
      visit(root) { if $0.kind == .object { objects.append($0) } }
      guard let object = objects.randomElement(using: &random) else { continue }
      let isRemoved = object.members.map { _ in random.once(in: 2) }
      var splices = ByteSplices()
      var position = -1
      let assigned: [(key: String, value: [UInt8])] =
        random.once(in: 2) ? [("new", [0x31]), ("two", [0x32])] : []
      splices.edit(object, setting: assigned) { _ in
        position += 1
        return isRemoved[position]
      }
      let edited = try JSONDocument(parsing: splices.applied(to: root.document.bytes)).root
      let kept = zip(object.members, isRemoved).filter { !$0.1 }.map { ($0.0.key.text, $0.0.value.text) }
      let expected = kept + assigned.map { ("\"\($0.key)\"", String(decoding: $0.value, as: UTF8.self)) }
      let found = try #require(valueStarting(at: object.range.lowerBound, in: edited), "\(text)")
      #expect(
        found.members.map { [$0.key.text, $0.value.text] } == expected.map { [$0.0, $0.1] }, "\(text)")
    }
  }

  @Test("leaving out any elements of any array leaves the rest as it was")
  func editingArrays() throws {
    var random = SeededGenerator()
    for _ in 0..<2_000 {
      let text = JSONModel.random(depth: 3, using: &random).written(using: &random)
      let root = try parse(text)
      var arrays: [JSONValue] = []
      visit(root) { if $0.kind == .array { arrays.append($0) } }
      guard let array = arrays.randomElement(using: &random) else { continue }
      let isRemoved = array.elements.map { _ in random.once(in: 2) }
      var splices = ByteSplices()
      splices.edit(array) { position, _ in isRemoved[position] }
      let edited = try JSONDocument(parsing: splices.applied(to: root.document.bytes)).root
      let found = try #require(valueStarting(at: array.range.lowerBound, in: edited), "\(text)")
      let expected = zip(array.elements, isRemoved).filter { !$0.1 }.map(\.0.text)
      #expect(found.elements.map(\.text) == expected, "\(text)")
    }
  }

  private func damaged(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
      let position = bytes.indices.randomElement(using: &random)!
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes.remove(at: position)
      case 1: bytes[position] = UInt8.random(in: 0...255, using: &random)
      default: bytes.insert(Array(#"{}[]",:\u019-.eE "#.utf8).randomElement(using: &random)!, at: position)
      }
    }
    return bytes
  }

  private func valueStarting(at offset: Int, in root: JSONValue) -> JSONValue? {
    var found: JSONValue?
    visit(root) { if $0.range.lowerBound == offset { found = $0 } }
    return found
  }
}
