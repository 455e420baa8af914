import Testing

@testable import Wire

@Suite struct HTTPFieldsTests {
  private func fields(_ pairs: (String, String)...) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in pairs { fields.append(name, value) }
    return fields
  }

  private func lines(_ fields: HTTPFields) -> [String] {
    var lines: [String] = []
    fields.forEach { name, value in
      lines.append(String(decoding: name, as: UTF8.self) + ": " + String(decoding: value, as: UTF8.self))
    }
    return lines
  }

  private func appended(_ line: [UInt8]) -> String? {
    var fields = HTTPFields()
    guard line.withUnsafeBytes({ fields.append(line: $0) }) else {
      #expect(fields.count == 0)
      return nil
    }
    return lines(fields).first
  }

  @Test("names are looked up without regard to case, the first of several values first")
  func lookUp() {
    let fields = fields(("Accept", "a"), ("X-Key", "b"), ("ACCEPT", "c"))
    #expect(fields["accept"] == "a")
    #expect(fields.value(of: "aCCept") == "a")
    #expect(fields.values(of: "accept") == ["a", "c"])
    #expect(fields.contains("x-key"))
    #expect(fields["x-ke"] == nil)
    #expect(fields.value(of: "x-keys") == nil)
    #expect(!fields.contains("x_key"))
  }

  @Test("fields go out in the order and the letters they came in, but for those removed")
  func order() {
    var fields = fields(("B", "1"), ("a", "2"), ("b", "3"), ("C", ""))
    fields.removeAll(named: "B")
    fields.append("D", "4")
    #expect(lines(fields) == ["a: 2", "C: ", "D: 4"])
    #expect(fields.count == 3)
  }

  @Test("a copy does not change with its original")
  func copies() {
    var original = fields(("a", "1"))
    let copy = original
    original.append("b", "2")
    original.removeAll(named: "a")
    #expect(lines(copy) == ["a: 1"])
  }

  @Test("a line as received is taken apart, with any line end and blanks")
  func lines() {
    #expect(appended(Array("X-A: b c\r\n".utf8)) == "X-A: b c")
    #expect(appended(Array("X-A:b\n".utf8)) == "X-A: b")
    #expect(appended(Array("X-A:\t b:c \t".utf8)) == "X-A: b:c")
    #expect(appended(Array("X-A:".utf8)) == "X-A: ")
  }

  @Test(
    "a line that is no field is refused",
    arguments: ["", "\r\n", ": b", "a b: c", "a", "a : b", "a: b\rc", "a: \u{00}", "a: b\n c"])
  func badLines(_ line: String) {
    #expect(appended(Array(line.utf8)) == nil)
  }

  @Test("bytes that are not UTF-8 are kept, and read as replacement characters")
  func latin1() {
    var fields = HTTPFields()
    let line = Array("X: caf".utf8) + [0xE9]
    #expect(line.withUnsafeBytes { fields.append(line: $0) })
    #expect(fields["x"] == "caf\u{FFFD}")
    fields.forEach { _, value in #expect(Array(value) == Array("caf".utf8) + [0xE9]) }
  }

  @Test("what may be a name or a value is told beforehand")
  func validity() {
    for name in ["a", "X-Api_Key.1", "!#$%&'*+-.^_`|~"] { #expect(HTTPFields.isValidName(name)) }
    for name in ["", "a b", "a:", "ä", "a\r"] { #expect(!HTTPFields.isValidName(name)) }
    for value in ["", "a b", "a\tb", "ä", "\"a\""] { #expect(HTTPFields.isValidValue(value)) }
    for value in [" a", "a ", "a\r\nb: c", "a\nb", "\u{00}", "\u{7F}", "\t"] {
      #expect(!HTTPFields.isValidValue(value))
    }
  }

  @Test("a token is found in a list wherever it stands, alone and whole")
  func tokens() {
    let fields = fields(("Connection", "Keep-Alive,\tx-a ,CLOSE"), ("connection", "upgrade"))
    for found in ["keep-alive", "x-a"] as [StaticString] { #expect(fields.contains(found, in: "connection")) }
    #expect(fields.contains("close", in: "connection"))
    #expect(fields.contains("upgrade", in: "CONNECTION"))
    #expect(!fields.contains("alive", in: "connection"))
    #expect(!fields.contains("close", in: "connections"))
  }
}
