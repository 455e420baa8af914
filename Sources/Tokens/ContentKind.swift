/// What sort of text is counted: a family without a public vocabulary differs from known ones by sort.
public enum ContentKind: String, Sendable, CaseIterable {
  /// What people and models write.
  case prose
  /// Programs, their output, and files: what tools give back.
  case code
  /// Definitions and arguments of tools.
  case json
}
