import Testing
import Wire

@Suite("Splices")
struct ByteSplicesTests {
  private let source = Array("0123456789".utf8)

  @Test("no edits give the source back")
  func none() {
    var splices = ByteSplices()
    splices.replace(3..<3, with: [])
    #expect(splices.isEmpty)
    #expect(splices.applied(to: source) == source)
  }

  @Test("edits added in any order are made in the order of their places")
  func order() {
    var splices = ByteSplices()
    splices.insert(Array("end".utf8), at: 10)
    splices.replace(5..<7, with: Array("five".utf8))
    splices.remove(0..<2)
    splices.insert(Array("a".utf8), at: 5)
    splices.insert(Array("b".utf8), at: 5)
    splices.insert(Array("c".utf8), at: 7)
    splices.insert(Array("start".utf8), at: 0)
    #expect(String(decoding: splices.applied(to: source), as: UTF8.self) == "start234abfivec789end")
    #expect(!splices.isEmpty)
  }

  @Test("edits that overlap are a programming error")
  func overlap() async {
    await #expect(processExitsWith: .failure) {
      var splices = ByteSplices()
      splices.remove(0..<3)
      splices.insert([0], at: 2)
      _ = splices.applied(to: [1, 2, 3, 4])
    }
  }

  @Test(
    "a member is left out with the right comma: first, middle, last, alone, with and without white space",
    arguments: [
      (#"{"x":1,"b":2,"c":3}"#, #"{"b":2,"c":3}"#), (#"{"a":1,"x":2,"c":3}"#, #"{"a":1,"c":3}"#),
      (#"{"a":1,"b":2,"x":3}"#, #"{"a":1,"b":2}"#), (#"{"x":1}"#, "{}"), (#"{"x":1,"x":2}"#, "{}"),
      (#"{"x":1,"x":2,"c":3}"#, #"{"c":3}"#), (#"{"a":1,"x":1,"x":2}"#, #"{"a":1}"#),
      (#"{"x":1,"b":1,"x":2}"#, #"{"b":1}"#), (#"{"a":1,"x":1,"b":1,"x":2,"c":1}"#, #"{"a":1,"b":1,"c":1}"#),
      ("{ \"x\" : 1 , \"b\" : 2 }", "{ \"b\" : 2 }"), ("{ \"a\" : 1 , \"x\" : 2 }", "{ \"a\" : 1 }"),
      ("{\n  \"x\": 1\n}", "{\n  \n}"),
      ("{\n  \"a\": 1,\n  \"x\": 2,\n  \"c\": 3\n}", "{\n  \"a\": 1,\n  \"c\": 3\n}"),
      (#"{"\u0078":{"x":[1,2]},"b":2}"#, #"{"b":2}"#), ("{}", "{}"), (#"["x"]"#, #"["x"]"#),
    ])
  func removing(json: String, expected: String) throws {
    let object = try parse(json)
    var splices = ByteSplices()
    splices.edit(object) { $0.isString("x") }
    #expect(String(decoding: splices.applied(to: object.document.bytes), as: UTF8.self) == expected)
  }

  @Test(
    "a member is set in its place, or at the end with a comma if there are others",
    arguments: [
      ("{}", #"{"model":9}"#), ("{ }", #"{"model":9 }"#), (#"{"model":"old","b":1}"#, #"{"model":9,"b":1}"#),
      (#"{"b":1}"#, #"{"b":1,"model":9}"#), ("{ \"b\" : 1 }", "{ \"b\" : 1,\"model\":9 }"),
      (#"{"model":1,"model":2}"#, #"{"model":1,"model":9}"#), (#"{"x":1}"#, #"{"model":9}"#),
      (#"{"b":1,"x":1}"#, #"{"b":1,"model":9}"#), (#"{"x":1,"mod\u0065l":[]}"#, #"{"mod\u0065l":9}"#),
      ("3", "3"),
    ])
  func setting(json: String, expected: String) throws {
    let object = try parse(json)
    var splices = ByteSplices()
    splices.edit(object, setting: [("model", Array("9".utf8))]) { $0.isString("x") || $0.isString("model") }
    #expect(String(decoding: splices.applied(to: object.document.bytes), as: UTF8.self) == expected)
  }

  @Test("edits of an object and of values inside what it keeps go together")
  func nested() throws {
    let root = try parse(#"{"x":0,"messages":[{"a":1,"x":2},"drop",{"x":3}]}"#)
    var splices = ByteSplices()
    splices.edit(root, setting: [("key \"quoted\"", Array("true".utf8))]) { $0.isString("x") }
    let messages = try #require(root["messages"])
    splices.edit(messages) { _, message in message.kind == .string }
    for message in messages.elements { splices.edit(message) { $0.isString("x") } }
    #expect(
      String(decoding: splices.applied(to: root.document.bytes), as: UTF8.self)
        == #"{"messages":[{"a":1},{}],"key \"quoted\"":true}"#)
  }
}
