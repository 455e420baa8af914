import Wire

/// What later turns of a session need of earlier ones, as it turned out; nothing is planted.
public struct SessionNeeds: Sendable {
  /// A line that a person has said.
  public struct UserLine: Sendable {
    /// The message it is in.
    public var message: Int
    /// Its probe.
    public var probe: Int
  }

  /// By the message that edits: for each of its edits the lines of the text that is to be replaced. Only edits of which
  /// at least nine tenths of the lines had been in the history.
  public private(set) var edits: [Int: [[Int]]] = [:]
  /// By the message that calls: the file or directory that each call names, if the history had named it.
  public private(set) var paths: [Int: [Int]] = [:]
  /// Every line that a person has said.
  public private(set) var userLines: [UserLine] = []

  /// Fewer characters than this make a line that is found anywhere.
  private static let shortestLine = 8

  /// What the turns of a session need; adds what is to be looked for to `probes`.
  public init(of session: RecordedSession, addingTo probes: inout ProbeList) {
    for (place, message) in session.messages.enumerated() {
      for block in message["content"]?.elements.map({ $0 }) ?? [] {
        addNeeds(of: block, at: place, &probes)
      }
      for line in message.humanLines {
        userLines.append(UserLine(message: place, probe: probes.number(of: line)))
      }
    }
    keepWhatWasThere(session, probes)
  }

  /// The share of edits and paths at a turn, and of lines until then, that are in a prompt.
  public func support(at place: Int, in found: ProbeSet) -> Support {
    var support = Support()
    for lines in edits[place] ?? [] {
      support.edits += 1
      if Self.isSupported(lines, by: found) { support.supportedEdits += 1 }
    }
    for path in paths[place] ?? [] {
      support.paths += 1
      if found.contains(path) { support.namedPaths += 1 }
    }
    let said = userLines.prefix { $0.message < place }
    let visible = said.reduce(0) { $0 + (found.contains($1.probe) ? 1 : 0) }
    support.userLines = said.isEmpty ? 1 : Double(visible) / Double(said.count)
    return support
  }

  private mutating func addNeeds(of block: JSONValue, at place: Int, _ probes: inout ProbeList) {
    guard block["type"]?.isString("tool_use") == true, let input = block["input"] else { return }
    if let path = input.namedPath { paths[place, default: []].append(probes.number(of: path)) }
    for text in input.replacedTexts {
      let lines = text.split(whereSeparator: \.isNewline).map(\.trimmed)
      let long = lines.filter { $0.utf8.count >= Self.shortestLine }.map { probes.number(of: $0) }
      if !long.isEmpty { edits[place, default: []].append(long) }
    }
  }

  private mutating func keepWhatWasThere(_ session: RecordedSession, _ probes: ProbeList) {
    var history = ProbeSet()
    for (place, message) in session.messages.enumerated() {
      edits[place]?.removeAll { !Self.isSupported($0, by: history) }
      paths[place]?.removeAll { !history.contains($0) }
      history.formUnion(probes.found(in: PromptText(anthropicMessages: message).searchable))
    }
  }

  private static func isSupported(_ lines: [Int], by found: ProbeSet) -> Bool {
    lines.reduce(0) { $0 + (found.contains($1) ? 10 : 0) } >= 9 * lines.count
  }
}

/// How much of what a turn needs is in its prompt.
public struct Support: Sendable, Equatable {
  /// Edits whose old text the history had.
  public var edits = 0
  /// Those whose old text is in the prompt.
  public var supportedEdits = 0
  /// Calls that name a path which the history had.
  public var paths = 0
  /// Those whose path is in the prompt.
  public var namedPaths = 0
  /// The share of the lines said by people so far that is in the prompt.
  public var userLines = 1.0

  /// Nothing needed.
  public init() {}
}

extension JSONValue {
  /// The file or directory that a call names; nil when it names none.
  fileprivate var namedPath: String? {
    let keys = ["file_path", "path", "filename", "notebook_path", "file"]
    return keys.lazy.compactMap { member($0)?.string }.first { !$0.isEmpty }
  }

  /// The texts that a call of an editing tool replaces.
  fileprivate var replacedTexts: [String] {
    let keys = ["old_string", "oldText", "old_str", "search"]
    let single = keys.compactMap { member($0)?.string }
    return single + (self["edits"]?.elements.flatMap(\.replacedTexts) ?? [])
  }

  /// The lines that a person has said in a message object, without blank ones.
  fileprivate var humanLines: [String] {
    guard self["role"]?.isString("user") == true, let content = self["content"] else { return [] }
    let texts = content.string.map { [$0] } ?? content.elements.compactMap { $0["text"]?.string }
    return texts.filter(\.isHuman).flatMap { $0.split(whereSeparator: \.isNewline) }
      .map(\.trimmed).filter { !$0.isEmpty }
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }

  /// Whether a person wrote it, rather than the client's program.
  fileprivate var isHuman: Bool {
    let marks = [
      "<system-reminder>", "<local-command", "<command-", "[Request interrupted",
      "This session is being continued",
    ]
    let text = drop(while: \.isWhitespace)
    return !marks.contains { text.hasPrefix($0) }
  }
}
