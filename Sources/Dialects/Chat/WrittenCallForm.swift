/// A tool call that a model has written into its text.
struct WrittenCall: Equatable {
  /// The tool, by the name under which it was offered.
  var name: String
  /// A JSON object.
  var arguments: [UInt8]
}

/// A form in which models write tool calls, where a server does not know their template and passes it on as it stands.
///
/// A form reads the text from where a call may begin. It is asked again when more has come, and remembers how far it has
/// read, so that a long call costs no more than its length.
protocol WrittenCallForm: Sendable {
  /// What begins here, as far as can be told.
  ///
  /// - Parameters:
  ///   - text: what has come so far.
  ///   - isOver: whether nothing more will come; it is never undecided then.
  mutating func read(_ text: ArraySlice<UInt8>, isOver: Bool, for tools: CallableTools) -> WrittenCallReading
}

/// What a form makes of a text.
enum WrittenCallReading: Equatable {
  /// More must come before anything can be said.
  case undecided
  /// No call begins here, and none within so many bytes.
  case text(count: Int)
  /// Calls, which take so many bytes.
  case calls([WrittenCall], count: Int)

  /// No call begins here.
  static let none = text(count: 1)
}

extension ArraySlice<UInt8> {
  /// Whether it begins with a text; nil while it is too short to tell.
  func begins(with text: [UInt8]) -> Bool? {
    guard text.starts(with: prefix(text.count)) else { return false }
    return count >= text.count ? true : nil
  }

  /// What is left behind the white space at the beginning. More of it than 1,024 bytes stays: no call has that, and it would
  /// be read again with every byte that comes.
  var withoutLeadingSpace: ArraySlice<UInt8> { dropFirst(prefix(1_024).prefix(while: ASCII.isSpace).count) }

  /// Where a text begins, at or behind an index.
  func index(of text: [UInt8], from start: Int) -> Int? {
    var start = start
    while start < endIndex, let first = self[start...].firstIndex(of: text[0]) {
      if self[first...].starts(with: text) { return first }
      start = first + 1
    }
    return nil
  }
}
