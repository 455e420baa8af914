import Testing
import Wire

@Suite("JSON documents")
struct JSONDocumentTests {
  @Test("members, elements, numbers and words are found where they are")
  func reading() throws {
    let root = try parse(#" { "a" : [ 1, -2.5e1 , "x\n" ], "b":{"c":null} ,"d":true,"e":[],"f":{} } "#)
    #expect(root.kind == .object && root.count == 5)
    let a = try #require(root["a"])
    #expect(a.elements.map(\.kind) == [.number, .number, .string])
    #expect(a.elements.map(\.text) == ["1", "-2.5e1", #""x\n""#])
    #expect(root["b"]?["c"]?.isNull == true)
    #expect(root["d"]?.bool == true)
    #expect(root["e"]?.count == 0 && root["f"]?.count == 0)
    #expect(root["g"] == nil && a["a"] == nil && a.member("a") == nil)
    #expect(root.members.map { $0.key.string } == ["a", "b", "d", "e", "f"])
    #expect(root.members.map(\.value.kind) == [.array, .object, .true, .array, .object])
  }

  @Test(
    "asking a value for what it has not gives nothing",
    arguments: ["1", "[1]", #""s""#, "true", "null", "{}"])
  func wrongKind(text: String) throws {
    let value = try parse(text)
    #expect((value.string != nil) == (value.kind == .string))
    #expect((value.int != nil) == (value.kind == .number) && (value.double != nil) == (value.kind == .number))
    #expect((value.bool != nil) == (value.kind == .true) && value.isNull == (value.kind == .null))
    #expect(value.members.map(\.key.text).isEmpty && value.elements.map(\.text).count == value.count)
    #expect(value["s"] == nil && value.isString("s") == (value.kind == .string))
    var decoded: [UInt8] = []
    value.appendDecoded(to: &decoded)
    #expect(decoded == (value.kind == .string ? Array("s".utf8) : []))
  }

  @Test(
    "what RFC 8259 allows is accepted and keeps its bytes",
    arguments: [
      "0", "-0", "-0.0", "1e5", "1E+5", "1e-05", "123456789012345678901234567890", "0.1e1", "true", "false",
      "null",
      #""""#, #""\"\\\/\b\f\n\r\t\u0000\uD83D\ude00""#, "\"\u{7f}\u{2028}\"", "[]", "[[]]", "[ ]", "{}",
      "{ }",
      " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n", #"{"":""}"#, #"{"a":1,"a":2}"#, #"{"a":{"b":[{}]}}"#,
      #""\ud800""#, "[1,\"\u{10ffff}\"]",
    ])
  func accepted(text: String) throws {
    let root = try parse(text)
    #expect(root.document.bytes == Array(text.utf8))
    let blank: Set<Character> = [" ", "\t", "\r\n", "\n", "\r"]
    #expect(
      root.text == String(text.drop { blank.contains($0) }.reversed().drop { blank.contains($0) }.reversed()))
  }

  @Test(
    "what RFC 8259 does not allow is refused, at the byte that is wrong",
    arguments: [
      ("", .empty, 0), (" \n", .empty, 2),
      ("{", .unexpectedEnd, 1), ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
      ("[1,", .unexpectedEnd, 3),
      (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5), (#"{"a":1"#, .unexpectedEnd, 6),
      (#"{"a":1,"#, .unexpectedEnd, 7), (#""abc"#, .unexpectedEnd, 4), (#""\"#, .unexpectedEnd, 2),
      (#""\u12"#, .unexpectedEnd, 5), ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2),
      ("1e", .unexpectedEnd, 2),
      ("1e+", .unexpectedEnd, 3), ("tru", .unexpectedEnd, 3),
      ("}", .unexpectedByte(0x7d), 0), ("[1}", .unexpectedByte(0x7d), 2), ("{]", .unexpectedByte(0x5d), 1),
      ("[1,]", .unexpectedByte(0x5d), 3), (#"{"a":1,}"#, .unexpectedByte(0x7d), 7),
      ("[,1]", .unexpectedByte(0x2c), 1),
      (#"{"a" 1}"#, .unexpectedByte(0x31), 5), (#"{"a":}"#, .unexpectedByte(0x7d), 5),
      ("{a:1}", .unexpectedByte(0x61), 1),
      ("{1:1}", .unexpectedByte(0x31), 1), ("[1 2]", .unexpectedByte(0x32), 3),
      ("'a'", .unexpectedByte(0x27), 0),
      ("+1", .unexpectedByte(0x2b), 0), (".5", .unexpectedByte(0x2e), 0), ("[1.]", .unexpectedByte(0x5d), 3),
      ("[1.e1]", .unexpectedByte(0x65), 3), ("[1e]", .unexpectedByte(0x5d), 3),
      ("[-]", .unexpectedByte(0x5d), 2),
      ("[-a]", .unexpectedByte(0x61), 2), ("[01]", .unexpectedByte(0x31), 2),
      ("[0x1]", .unexpectedByte(0x78), 2),
      ("nul1", .unexpectedByte(0x31), 3), ("True", .unexpectedByte(0x54), 0),
      ("NaN", .unexpectedByte(0x4e), 0),
      (#""\x""#, .unexpectedByte(0x78), 2), (#""\u12g4""#, .unexpectedByte(0x67), 5),
      ("[1/**/]", .unexpectedByte(0x2f), 2),
      ("\"a\tb\"", .controlCharacter(9), 2), ("\"a\nb\"", .controlCharacter(10), 2),
      ("\"12345678\0\"", .controlCharacter(0), 9),
      ("\0", .unexpectedByte(0), 0), ("\u{b}1", .unexpectedByte(0xb), 0),
      ("\u{a0}1", .unexpectedByte(0xc2), 0),
      ("1 1", .trailingByte(0x31), 2), ("{}}", .trailingByte(0x7d), 2), ("01", .trailingByte(0x31), 1),
      ("1\0", .trailingByte(0), 1), ("truefalse", .trailingByte(0x66), 4), ("\u{feff}{}", .byteOrderMark, 0),
    ] as [(String, JSONError.Reason, Int)])
  func refused(text: String, reason: JSONError.Reason, offset: Int) {
    #expect(throws: JSONError(reason, at: offset)) { try parse(text) }
  }

  @Test("a fault is told as a sentence with its offset")
  func sentences() {
    #expect(JSONError(.unexpectedByte(0x7d), at: 17).description == "unexpected byte 0x7d at offset 17")
    #expect(
      JSONError(.controlCharacter(9), at: 3).description
        == "unescaped control character 0x09 in a string at offset 3")
    #expect(JSONError(.tooDeep(limit: 256), at: 9).description == "nested deeper than 256 levels at offset 9")
  }

  @Test("nesting is accepted down to the limit and no deeper, without using up the stack")
  func depth() throws {
    let nested = { (depth: Int) in
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try parse(nested(256)).count == 1)
    #expect(throws: JSONError(.tooDeep(limit: 256), at: 256)) { try parse(nested(257)) }
    let unlimited = JSONLimits(maxDepth: .max)
    #expect(try JSONDocument(parsing: Array(nested(100_000).utf8), limits: unlimited).root.kind == .array)
    #expect(throws: JSONError(.tooDeep(limit: 1), at: 5)) {
      try JSONDocument(parsing: Array(#"{"a":{}}"#.utf8), limits: JSONLimits(maxDepth: 1))
    }
  }

  @Test("values and keys are accepted up to the limit and no more")
  func valueCount() throws {
    let limits = JSONLimits(maxValues: 4)
    #expect(try JSONDocument(parsing: Array(#"{"a":[1]}"#.utf8), limits: limits).root.count == 1)
    #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(#"{"a":[1,2]}"#.utf8), limits: limits) }
    #expect(throws: JSONError.self) { try JSONDocument(parsing: Array("[1,2,3,4]".utf8), limits: limits) }
  }

  @Test("of duplicate keys the last counts, and each is still listed")
  func duplicateKeys() throws {
    let root = try parse(#"{"a":1,"b":2,"a":3,"\u0061":4}"#)
    #expect(root["a"]?.int == 4)
    #expect(root.member("a")?.int == 4)
    #expect(root.members.map { $0.value.int } == [1, 2, 3, 4])
    #expect(root.count == 4)
  }

  @Test("keys are compared as text, byte for byte after decoding")
  func keys() throws {
    let root = try parse(#"{"m\u00e9":1,"e\u0301":2,"\ud83d\ude00":3,"a\u0000b":4,"":5}"#)
    #expect(root["mé"]?.int == 1 && root.member("mé")?.int == 1)
    #expect(root["\u{e9}"] == nil && root.member("\u{65}\u{301}")?.int == 2)
    #expect(root["😀"]?.int == 3 && root["a\0b"]?.int == 4 && root[""]?.int == 5)
    #expect(root["a"] == nil)
  }
}

func parse(_ text: String) throws(JSONError) -> JSONValue {
  try JSONDocument(parsing: Array(text.utf8)).root
}

extension JSONValue {
  /// Its bytes as they came, as a string.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
