import Testing
import Wire

@Suite("JSON values")
struct JSONValueTests {
  @Test(
    "escapes are decoded, and half a surrogate pair becomes U+FFFD",
    arguments: [
      (#""""#, ""), (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u0041\u00e9\u20ac\uD83D\uDE00""#, "Aé€😀"), (#""a\u0000b""#, "a\0b"), (#""\uffff""#, "\u{ffff}"),
      (#""\ud83d""#, "\u{fffd}"), (#""\ude00""#, "\u{fffd}"), (#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
      (#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"), (#""\ud83dx""#, "\u{fffd}x"), (#""\ud83d\n""#, "\u{fffd}\n"),
      (#""\ud83d\u0041""#, "\u{fffd}A"), (#""é\ud83d€""#, "é\u{fffd}€"), (#""\uD800\uDC00""#, "\u{10000}"),
      (#""\uDBFF\uDFFF""#, "\u{10ffff}"), (#""\\u0041""#, #"\u0041"#),
    ])
  func escapes(json: String, text: String) throws {
    let value = try parse(json)
    #expect(value.string == text)
    #expect(decoded(value) == Array(text.utf8))
    #expect(value.text == json)
  }

  @Test(
    "bytes that are not UTF-8 become U+FFFD per maximal subpart, and stay as they are in the source",
    arguments: [
      ([0x80], 1), ([0xff, 0xfe], 2), ([0xc3], 1), ([0xe2, 0x82], 1), ([0xf0, 0x9f, 0x98], 1),
      ([0xc0, 0xaf], 2),
      ([0xe0, 0x80, 0x80], 3), ([0xed, 0xa0, 0x80], 3), ([0xf4, 0x90, 0x80, 0x80], 4),
      ([0xe2, 0x82, 0xc3], 2),
    ] as [([UInt8], Int)])
  func invalidUTF8(bytes: [UInt8], replacements: Int) throws {
    for (before, after) in [("", ""), ("a", "b"), (#"\n"#, #"\u00ac"#), ("é", "\\\"")] {
      let source = [0x22] + Array(before.utf8) + bytes + Array(after.utf8) + [0x22]
      let value = try JSONDocument(parsing: source).root
      let expected =
        try #require(try parse("\"\(before)\"").string) + String(repeating: "\u{fffd}", count: replacements)
        + #require(try parse("\"\(after)\"").string)
      #expect(value.string == expected)
      #expect(decoded(value) == Array(expected.utf8))
      #expect(Array(value.bytes) == source)
    }
  }

  @Test("a string found behind eight plain bytes still knows that it is not ASCII")
  func flagsAcrossWords() throws {
    for length in 0..<20 {
      let padding = String(repeating: "x", count: length)
      for byte in [0x80, 0xff] as [UInt8] {
        let value = try JSONDocument(parsing: [0x22] + Array(padding.utf8) + [byte, 0x22]).root
        #expect(decoded(value) == Array((padding + "\u{fffd}").utf8))
      }
    }
  }

  @Test("text is compared after decoding")
  func comparing() throws {
    #expect(try parse(#""text""#).isString("text"))
    #expect(try parse(#""te\u0078t""#).isString("text"))
    #expect(try parse(#""é""#).isString("é"))
    #expect(try parse(#""\ud800""#).isString("\u{fffd}"))
    #expect(try !parse(#""text""#).isString("tex"))
    #expect(try !parse(#""tex""#).isString("text"))
    #expect(try parse(#""""#).isString(""))
  }

  @Test(
    "whole numbers are read exactly, as far as they fit",
    arguments: [
      ("0", 0), ("-0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("123456789012345678901234567890", nil), ("4096.0", 4096), ("4e3", 4000),
      ("1.5", nil), ("1e400", nil), ("9007199254740991.0", 9_007_199_254_740_991),
      ("9007199254740993.0", nil),
      ("9007199254740994.0", nil), ("1e15", 1_000_000_000_000_000), ("1e16", nil), ("5e-1", nil),
    ] as [(String, Int?)])
  func integers(json: String, expected: Int?) throws {
    #expect(try parse(json).int == expected)
  }

  @Test(
    "doubles are rounded to the nearest, and none stands for infinity",
    arguments: [
      ("0.1", 0.1), ("-0", 0), ("1e308", 1e308), ("1e309", nil), ("-1e999", nil), ("1e-400", 0),
      ("5e-324", .leastNonzeroMagnitude),
      ("123456789012345678901234567890", 123456789012345677877719597056),
    ] as [(String, Double?)])
  func doubles(json: String, expected: Double?) throws {
    #expect(try parse(json).double == expected)
    #expect(try parse(json).text == json)
  }

  @Test("a reader gives the same values as a document, text after text")
  func reader() throws {
    var reader = JSONReader()
    let texts = [
      #"{"type":"delta","n":[1,{"a":"\u00e9"}],"x":null}"#, "[]", #"[[1],[2,3]]"#, "  7 ", #""\ud800""#,
    ]
    for text in texts + texts.reversed() {
      let document = try JSONDocument(parsing: Array(text.utf8))
      let read = try Array(text.utf8).withUnsafeBytes { try reader.read($0) { described($0) } }
      #expect(read == document.root.withUnsafeValue { described($0) })
      #expect(throws: JSONError.self) { try Array("[".utf8).withUnsafeBytes { try reader.read($0) { _ in } } }
    }
  }

  @Test("every value's bytes are where its range says")
  func ranges() throws {
    let root = try parse(#"{"a": [1, "two", {"b": null}], "c": -1.5}"#)
    visit(root) { value in
      #expect(value.bytes == value.document.bytes[value.range])
      #expect(value.withBytes { Array($0) } == Array(value.bytes))
      #expect(value.withUnsafeValue { $0.range } == value.range)
    }
    #expect(root["a"]?.range == 6..<29)
  }
}

func decoded(_ value: JSONValue) -> [UInt8] {
  var output = Array("before".utf8)
  value.appendDecoded(to: &output)
  return Array(output.dropFirst(6))
}

/// Calls `body` with the value, its keys and all values inside it.
func visit(_ value: JSONValue, _ body: (JSONValue) -> Void) {
  body(value)
  for (key, value) in value.members {
    body(key)
    visit(value, body)
  }
  for element in value.elements { visit(element, body) }
}

/// Everything a value says about itself and what is inside it.
func described(_ value: UnsafeJSONValue) -> String {
  var text =
    "\(value.kind) \(value.range) \(value.count) \(value.string ?? "-") \(value.int ?? -1) \(value.isNull);"
  value.forEachMember { text += described($0) + described($1) }
  value.forEachElement { text += described($0) }
  return text
}
