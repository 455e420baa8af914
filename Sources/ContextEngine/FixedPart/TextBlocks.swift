/// A text as people write prompts, in blocks: Markdown without its finer points.
struct TextBlock: Equatable {
  /// What sort of block it is.
  enum Kind: Equatable {
    /// A heading, and how deep.
    case heading(Int)
    /// Lines of prose that belong together.
    case paragraph
    /// An item of a list, with the lines that go on it.
    case item
    /// Code or a table: not prose.
    case code
    /// A line that is one tag, such as `<env>` or `</env>`, by its name.
    case opening(String)
    case closing(String)
  }

  let kind: Kind
  /// Its lines, without the marks of headings and items and without white space around them.
  fileprivate(set) var lines: [String]

  /// All its lines as one.
  var text: String { lines.joined(separator: " ") }

  /// Whether it consists of sentences.
  var isProse: Bool {
    switch kind {
    case .paragraph, .item: true
    case .heading, .code, .opening, .closing: false
    }
  }

  /// The blocks of a text, in order.
  static func all(of text: String) -> [TextBlock] {
    var reader = TextBlockReader()
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      reader.read(line.stripped)
    }
    return reader.blocks
  }
}

/// Puts lines together to blocks.
private struct TextBlockReader {
  private(set) var blocks: [TextBlock] = []
  private var isInsideFence = false
  /// Whether a line of prose goes on the last block.
  private var isOpen = false

  mutating func read(_ line: Substring) {
    if line.hasPrefix("```") || line.hasPrefix("~~~") {
      isInsideFence.toggle()
      return add(.code, line, isOpen: isInsideFence)
    }
    if isInsideFence { return goOn(line) }
    if line.isEmpty {
      isOpen = false
    } else if let heading = line.heading {
      add(.heading(heading.level), heading.text, isOpen: false)
    } else if let item = line.item {
      add(.item, item, isOpen: true)
    } else if let tag = line.tag {
      add(tag.isClosing ? .closing(tag.name) : .opening(tag.name), line, isOpen: false)
    } else if line.hasPrefix("|") {
      add(.code, line, isOpen: false)
    } else if isOpen {
      goOn(line)
    } else {
      add(.paragraph, line, isOpen: true)
    }
  }

  private mutating func add(_ kind: TextBlock.Kind, _ line: Substring, isOpen: Bool) {
    blocks.append(TextBlock(kind: kind, lines: [String(line)]))
    self.isOpen = isOpen
  }

  private mutating func goOn(_ line: Substring) { blocks[blocks.count - 1].lines.append(String(line)) }
}

extension StringProtocol where SubSequence == Substring {
  /// Without the white space around it.
  var stripped: Substring {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start }
    return start[...last]
  }
}

extension Substring {
  fileprivate var heading: (level: Int, text: Substring)? {
    let level = prefix { $0 == "#" }.count
    guard (1...6).contains(level), dropFirst(level).first == " " else { return nil }
    return (level, dropFirst(level).stripped)
  }

  fileprivate var item: Substring? {
    if let first, "-*•".contains(first), dropFirst().first == " " { return dropFirst(2).stripped }
    let digits = prefix(while: \.isNumber).count
    guard (1...2).contains(digits), let mark = dropFirst(digits).first, mark == "." || mark == ")",
      dropFirst(digits + 1).first == " "
    else { return nil }
    return dropFirst(digits + 2).stripped
  }

  fileprivate var tag: (name: String, isClosing: Bool)? {
    guard first == "<", last == ">" else { return nil }
    let isClosing = hasPrefix("</")
    let name = dropFirst(isClosing ? 2 : 1).dropLast()
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else {
      return nil
    }
    return (name.lowercased(), isClosing)
  }
}
