extension ConfigurationReader {
  /// Hands every key of a mapping that `Key` knows to `body`, with its value; reports all others.
  mutating func forEachKey<Key: RawRepresentable<String> & CaseIterable>(
    of node: YAMLNode, in section: String, as: Key.Type,
    _ body: (inout ConfigurationReader, Key, YAMLNode) -> Void
  ) {
    for entry in entries(of: node, in: section) {
      if let key = Key(rawValue: entry.key) {
        body(&self, key, entry.value)
      } else {
        reportUnknown(entry, in: section, known: Key.allCases.map(\.rawValue))
      }
    }
  }

  /// The entries of a mapping; reports a node that is none.
  mutating func entries(of node: YAMLNode, in section: String) -> [YAMLEntry] {
    switch node.content {
    case .mapping(let entries): return entries
    case .invalid: return []
    case .scalar, .sequence:
      report("\(section) must be a mapping of keys to values", at: node.mark)
      return []
    }
  }

  private mutating func reportUnknown(_ entry: YAMLEntry, in section: String, known: [String]) {
    let suggestion = Suggestion.sentence(for: entry.key, among: known)
    let remedy = suggestion.isEmpty ? "; it takes \(known.joined(separator: ", "))" : suggestion
    report("unknown key '\(entry.key)' in \(section)\(remedy)", at: entry.mark)
  }

  /// Reads a value over its default; a value that cannot be read is reported and leaves the default.
  mutating func read<Value>(_ kind: ConfigurationValue<Value>, from node: YAMLNode, into target: inout Value)
  {
    if let value = read(kind, from: node) { target = value }
  }

  /// Reads a value; reports and gives nil when it cannot be read.
  mutating func read<Value>(_ kind: ConfigurationValue<Value>, from node: YAMLNode) -> Value? {
    guard let text = text(of: node, expected: kind.expected) else { return nil }
    if let value = kind.read(text.expanded) { return value }
    let suggestion = Suggestion.sentence(for: text.written, among: kind.words)
    report("expected \(kind.expected), found '\(text.written)'\(suggestion)", at: node.mark)
    return nil
  }

  /// Reads a value that no message may quote.
  mutating func readSecret<Value>(_ kind: ConfigurationValue<Value>, from node: YAMLNode) -> Value? {
    guard let text = text(of: node, expected: kind.expected) else { return nil }
    if let value = kind.read(text.expanded) { return value }
    report("expected \(kind.expected)", at: node.mark)
    return nil
  }

  /// Reads a list of values; a single value is a list of one.
  mutating func readList<Value>(_ kind: ConfigurationValue<Value>, from node: YAMLNode) -> [Value] {
    guard case .sequence(let elements) = node.content else {
      return read(kind, from: node).map { [$0] } ?? []
    }
    return elements.compactMap { read(kind, from: $0) }
  }

  /// The text of a scalar, as it stands in the file and with `${NAME}` replaced. Messages quote the former: what an
  /// environment variable holds may be a key.
  private mutating func text(of node: YAMLNode, expected: String) -> (written: String, expanded: String)? {
    switch node.content {
    case .invalid: return nil
    case .scalar(let text, .literal): return (text, text)
    case .scalar(let text, _) where !node.isNull:
      do throws(Interpolation.Failure) {
        return (text, try Interpolation.expand(text, from: environment))
      } catch {
        report(error.message, at: node.mark)
        return nil
      }
    case .scalar, .sequence, .mapping:
      report("expected \(expected)", at: node.mark)
      return nil
    }
  }
}
