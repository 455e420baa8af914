import TestKit
import Wire

/// A JSON value as plain Swift, to say what a text must mean.
indirect enum JSONModel: Equatable {
  case object([Member])
  case array([JSONModel])
  case string([UInt8])
  case number(String)
  case word(String)

  struct Member: Equatable {
    var key: [UInt8]
    var value: JSONModel
  }

  /// What a parsed value says.
  init(_ value: JSONValue) {
    switch value.kind {
    case .object:
      self = .object(value.members.map { Member(key: decoded($0.key), value: JSONModel($0.value)) })
    case .array: self = .array(value.elements.map { JSONModel($0) })
    case .string: self = .string(decoded(value))
    case .number: self = .number(value.text)
    case .true, .false, .null: self = .word(value.text)
    }
  }

  /// Any value, of at most so many levels.
  static func random(depth: Int, using random: inout SeededGenerator) -> JSONModel {
    switch Int.random(in: 0..<(depth == 0 ? 4 : 7), using: &random) {
    case 0: .word(["true", "false", "null"].randomElement(using: &random)!)
    case 1:
      .number(["0", "-1", "12.50", "1e9", "-0.1E-2", "98765432109876543210"].randomElement(using: &random)!)
    case 2, 3: .string(text(using: &random))
    case 4:
      .array(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      .object(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in
          Member(key: text(using: &random), value: .random(depth: depth - 1, using: &random))
        })
    }
  }

  private static func text(using random: inout SeededGenerator) -> [UInt8] {
    let pieces = [
      "", "a", "key", "quite a long run of plain text", "\"", "\\", "\n", "\u{1}", "é", "日本", "😀", "/",
    ]
    return (0..<Int.random(in: 0..<4, using: &random)).flatMap { _ in
      pieces.randomElement(using: &random)!.utf8
    }
  }

  /// One of the many ways to write the value, with white space and escapes as chance will have it.
  func written(using random: inout SeededGenerator) -> String {
    switch self {
    case .word(let text), .number(let text): return text
    case .string(let bytes): return JSONModel.quoted(bytes, using: &random)
    case .array(let elements):
      let items = elements.map { $0.written(using: &random) }
      return JSONModel.enclosed(items, in: ("[", "]"), using: &random)
    case .object(let members):
      let items = members.map { member in
        let colon = JSONModel.blank(&random) + ":" + JSONModel.blank(&random)
        return JSONModel.quoted(member.key, using: &random) + colon + member.value.written(using: &random)
      }
      return JSONModel.enclosed(items, in: ("{", "}"), using: &random)
    }
  }

  private static func enclosed(
    _ items: [String], in brackets: (String, String), using random: inout SeededGenerator
  ) -> String {
    var text = brackets.0 + blank(&random)
    for (position, item) in items.enumerated() {
      if position > 0 { text += blank(&random) + "," + blank(&random) }
      text += item
    }
    return text + blank(&random) + brackets.1
  }

  private static func blank(_ random: inout SeededGenerator) -> String {
    ["", "", "", " ", "\n", "\r\n\t", "    "].randomElement(using: &random)!
  }

  private static func quoted(_ bytes: [UInt8], using random: inout SeededGenerator) -> String {
    var text = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let mustEscape = scalar == "\"" || scalar == "\\" || scalar.value < 0x20
      if !mustEscape && !random.once(in: 6) {
        text.unicodeScalars.append(scalar)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: random.once(in: 2))
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return text + "\""
  }

  /// Writes the value, compactly.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .word("true"): writer.bool(true)
    case .word("false"): writer.bool(false)
    case .word: writer.null()
    case .number(let text): writer.raw(text.utf8)
    case .string(let bytes): writer.string(bytes: bytes)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(String(decoding: member.key, as: UTF8.self))
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }
}
