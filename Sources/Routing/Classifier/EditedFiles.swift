import Conversations
import Wire

/// The files that calls have changed, as far as the calls name them.
struct EditedFiles {
  /// The most of a patch that is searched for names, in bytes.
  private static let mostOfPatch = 16 << 10
  /// How a patch of Codex names a file.
  private static let patchMarks: [StaticString] = [
    "*** Update File: ", "*** Add File: ", "*** Delete File: ",
  ]

  private var names: Set<[UInt8]> = []

  /// How many there are.
  var count: Int { names.count }

  /// Takes in a call that changes files. By whatever name its arguments go, a file is a text whose member is called a path
  /// or a file.
  mutating func note(_ call: ToolCall) {
    let named = (try? JSONDocument(parsing: call.input))?.root.members.compactMap { key, value in
      Self.namesAFile(key) ? value.string.map { Array($0.utf8) } : nil
    }
    if let name = named?.first(where: { !$0.isEmpty }) {
      names.insert(name)
    } else {
      notePatch(call.input)
    }
  }

  private static func namesAFile(_ key: JSONValue) -> Bool {
    guard let key = key.string?.lowercased(), key.utf8.count <= 20 else { return false }
    return key.hasSuffix("path") || key.hasSuffix("file") || key.hasSuffix("filename") || key == "file_name"
  }

  /// In JSON a line ends with `\n` in letters; a patch that stands for itself has lines of its own.
  private mutating func notePatch(_ patch: [UInt8]) {
    var rest = patch.prefix(Self.mostOfPatch)
    while let star = rest.firstIndex(of: UInt8(ascii: "*")) {
      rest = rest[star...]
      if let mark = Self.patchMarks.first(where: { rest.starts(with: $0.bytes) }) {
        let name = rest.dropFirst(mark.utf8CodeUnitCount)
          .prefix { $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\"") }
        names.insert(Array(name))
      }
      rest = rest.dropFirst(max(1, rest.prefix { $0 == UInt8(ascii: "*") }.count))
    }
  }
}

extension StaticString {
  fileprivate var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
