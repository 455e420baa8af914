import Testing
import Wire

@Suite("JSON writer")
struct JSONWriterTests {
  @Test("commas and colons come where they belong")
  func structure() throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("text", "a")
    writer.field("count", 3)
    writer.field("ratio", 0.5)
    writer.field("on", true)
    writer.field("value", try parse(#" { "kept" : "as is" } "#))
    writer.key("list")
    writer.beginArray()
    writer.beginArray()
    writer.endArray()
    writer.beginObject()
    writer.endObject()
    writer.null()
    writer.raw("[1, 2]".utf8)
    writer.number(-7)
    writer.endArray()
    writer.key("last")
    writer.bool(false)
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"text":"a","count":3,"ratio":0.5,"on":true,"value":{ "kept" : "as is" },"list":[[],{},null,[1, 2],-7],"last":false}"#
    )
  }

  @Test(
    "strings are escaped where JSON wants it and nowhere else",
    arguments: [
      ("", #""""#), ("plain text, long enough", #""plain text, long enough""#),
      ("\"\\/\u{8}\u{c}\n\r\t", #""\"\\/\b\f\n\r\t""#), ("\0\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""),
      ("é日😀\u{2028}", "\"é日😀\u{2028}\""),
    ])
  func escaping(text: String, json: String) throws {
    var writer = JSONWriter()
    writer.string(text)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
    #expect(try JSONDocument(parsing: writer.bytes).root.string == text)
  }

  @Test("bytes that are not UTF-8 are written as U+FFFD")
  func invalidUTF8() {
    var writer = JSONWriter()
    writer.beginArray()
    writer.string(bytes: [0x61, 0xff, 0x0a, 0xe2, 0x82] as ArraySlice<UInt8>)
    writer.string(bytes: AnySequence([0xc3, 0xa9]))
    writer.endArray()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "[\"a\u{fffd}\\n\u{fffd}\",\"é\"]")
  }

  @Test("doubles are read back as they were, and what is no number is null")
  func doubles() throws {
    for value in [0.1, -0.0, 1e300, .leastNonzeroMagnitude, 123456789.125, .pi, 1e21, 100] {
      var writer = JSONWriter()
      writer.number(value)
      #expect(try JSONDocument(parsing: writer.bytes).root.double == value)
    }
    var writer = JSONWriter(reusing: Array("old".utf8))
    writer.beginArray()
    writer.number(Double.nan)
    writer.number(Double.infinity)
    writer.endArray()
    #expect(writer.bytes == Array("[null,null]".utf8))
  }
}
