import CYAML

/// Reads YAML into a tree by libyaml's events: mappings, lists and scalars.
///
/// Refused, because they make a file say something else than it seems to: duplicate keys, anchors and aliases, tags,
/// several documents. Refusals are collected and parsing goes on; a syntax error ends it.
struct YAMLParser: ~Copyable {
  /// The tree, and what was refused on the way.
  struct Outcome {
    var root: YAMLNode
    var problems: [ConfigurationProblem]
  }

  /// No sensible configuration is deeper.
  private static let maxDepth = 32

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let source: UnsafeMutableBufferPointer<UInt8>
  private let file: String
  private var problems: [ConfigurationProblem] = []

  private init(_ text: [UInt8], file: String) {
    self.file = file
    parser = .allocate(capacity: 1)
    // libyaml keeps the pointer, so the bytes live as long as the parser does.
    source = .allocate(capacity: max(text.count, 1))
    _ = source.initialize(from: text)
    precondition(yaml_parser_initialize(parser) == 1, "out of memory")
    yaml_parser_set_input_string(parser, source.baseAddress, text.count)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    source.deallocate()
  }

  /// The tree of one file; `file` is its name for messages.
  static func parse(_ text: [UInt8], file: String) throws(ConfigurationProblem) -> Outcome {
    var parser = YAMLParser(ReferenceShield.applied(to: text), file: file)
    let root = try parser.document()
    return Outcome(root: root, problems: parser.problems)
  }

  private mutating func document() throws(ConfigurationProblem) -> YAMLNode {
    var root: YAMLNode?
    while true {
      switch try next() {
      case .end: return root ?? YAMLNode(content: .scalar("", style: .plain), mark: .init(line: 1, column: 1))
      case .documentStart(let mark):
        if root != nil { refuse("a second document is not read; remove the '---'", at: mark) }
      case .other: break
      case let event:
        let node = try node(from: event, depth: 0)
        root = root ?? node
      }
    }
  }

  private mutating func node(from event: Event, depth: Int) throws(ConfigurationProblem) -> YAMLNode {
    switch event {
    case .scalar(let text, let style, let mark):
      return YAMLNode(content: .scalar(text, style: style), mark: mark)
    case .sequenceStart(let mark): return try sequence(at: mark, depth: depth + 1)
    case .mappingStart(let mark): return try mapping(at: mark, depth: depth + 1)
    case .alias(let mark):
      refuse("anchors and aliases are not supported; write the value out", at: mark)
      return YAMLNode(content: .invalid, mark: mark)
    case .sequenceEnd, .mappingEnd, .documentStart, .end, .other:
      preconditionFailure("libyaml gives a node where one is due")
    }
  }

  private mutating func sequence(at mark: YAMLMark, depth: Int) throws(ConfigurationProblem) -> YAMLNode {
    try checkDepth(depth, at: mark)
    var elements: [YAMLNode] = []
    while true {
      let event = try next()
      if case .sequenceEnd = event { return YAMLNode(content: .sequence(elements), mark: mark) }
      elements.append(try node(from: event, depth: depth))
    }
  }

  private mutating func mapping(at mark: YAMLMark, depth: Int) throws(ConfigurationProblem) -> YAMLNode {
    try checkDepth(depth, at: mark)
    var entries: [YAMLEntry] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try next()
      if case .mappingEnd = event { return YAMLNode(content: .mapping(entries), mark: mark) }
      let key = try node(from: event, depth: depth)
      let value = try node(from: try next(), depth: depth)
      guard case .scalar(let name, _) = key.content else {
        if key.content != .invalid { refuse("a key must be a single word", at: key.mark) }
        continue
      }
      if let first = lines[name] {
        refuse("'\(name)' is given twice; it already stands in line \(first)", at: key.mark)
      } else {
        lines[name] = key.mark.line
        entries.append(YAMLEntry(key: name, mark: key.mark, value: value))
      }
    }
  }

  private func checkDepth(_ depth: Int, at mark: YAMLMark) throws(ConfigurationProblem) {
    if depth > Self.maxDepth {
      throw ConfigurationProblem(file: file, mark: mark, message: "nested more than \(Self.maxDepth) deep")
    }
  }

  private mutating func refuse(_ message: String, at mark: YAMLMark) {
    problems.append(ConfigurationProblem(file: file, mark: mark, message: message))
  }
}

extension YAMLParser {
  /// One of libyaml's events, taken out of its union.
  private enum Event {
    case scalar(String, YAMLNode.ScalarStyle, YAMLMark)
    case sequenceStart(YAMLMark)
    case mappingStart(YAMLMark)
    case alias(YAMLMark)
    case sequenceEnd
    case mappingEnd
    case documentStart(YAMLMark)
    case end
    case other
  }

  private mutating func next() throws(ConfigurationProblem) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { yaml_event_delete(&event) }
    let mark = YAMLMark(event.start_mark)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      checkProperties(anchor: scalar.anchor, tag: scalar.tag, at: mark)
      let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let value = ReferenceShield.removed(from: String(decoding: text, as: UTF8.self))
      return .scalar(value, .init(scalar.style), mark)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      checkProperties(anchor: start.anchor, tag: start.tag, at: mark)
      return .sequenceStart(mark)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      checkProperties(anchor: start.anchor, tag: start.tag, at: mark)
      return .mappingStart(mark)
    case YAML_ALIAS_EVENT: return .alias(mark)
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart(mark)
    case YAML_STREAM_END_EVENT: return .end
    default: return .other
    }
  }

  private mutating func checkProperties(
    anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?, at mark: YAMLMark
  ) {
    if anchor != nil { refuse("anchors and aliases are not supported; write the value out", at: mark) }
    if tag != nil { refuse("tags are not supported; write the value without '!'", at: mark) }
  }

  private func syntaxError() -> ConfigurationProblem {
    let reason = parser.pointee.problem.map { String(cString: $0) } ?? "not readable as YAML"
    if parser.pointee.error == YAML_READER_ERROR {
      return ConfigurationProblem(
        file: file, mark: nil, message: "\(reason) at byte \(parser.pointee.problem_offset)")
    }
    let mark = YAMLMark(parser.pointee.problem_mark)
    let remedy = hasTabInIndentation(line: mark.line) ? "; lines are indented with spaces, not tabs" : ""
    return ConfigurationProblem(file: file, mark: mark, message: reason + remedy)
  }

  private func hasTabInIndentation(line: Int) -> Bool {
    let lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1) else { return false }
    return lines[line - 1].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "\t")
  }
}

extension YAMLMark {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}

extension YAMLNode.ScalarStyle {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_PLAIN_SCALAR_STYLE: self = .plain
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .literal
    default: self = .quoted
    }
  }
}
