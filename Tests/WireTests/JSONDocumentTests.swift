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
    #expect(a.elements.map { String(decoding: $0.bytes, as: UTF8.self) } == ["1", "-2.5e1", #""x\n""#])
    #expect(root["b"]?["c"]?.isNull == true)
    #expect(root["d"]?.bool == true)
    #expect(root["e"]?.count == 0 && root["f"]?.count == 0)
    #expect(root["g"] == nil && a["a"] == nil)
  }
}

func parse(_ text: String) throws(JSONError) -> JSONValue {
  try JSONDocument(parsing: Array(text.utf8)).root
}
