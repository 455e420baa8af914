import Conversations

/// One thing that must be true of a request.
public enum PolicyCondition: Sendable, Equatable {
  /// A header field asks for a tier that there is.
  case header(String)
  /// It is of one of these kinds.
  case kind(Set<RequestKind>)
  /// It is as hard as one of these.
  case complexity(Set<Complexity>)
  /// The client's program is one of these, `*` standing for any characters.
  case client([String])
  /// The model asked for is one of these, `*` standing for any characters.
  case model([String])
  /// Whether tools are on offer.
  case tools(Bool)
  /// More text after the last assistant message, in tokens.
  case newTokensOver(Int)
  /// More tool calls since the last message of a person.
  case toolCallsOver(Int)
  /// A longer prompt, in tokens.
  case promptTokensOver(Int)
  /// Whether there are pictures.
  case images(Bool)
  /// It is this time of day.
  case time(TimeOfDay)
  /// Some target of this tier can be used: its backend is configured, and has credentials.
  case available(tier: String)
}

extension PolicyCondition: CustomStringConvertible {
  /// As it is written, such as `kind: title, probe`.
  public var description: String {
    switch self {
    case .header(let name): "header: \(name)"
    case .kind(let kinds): "kind: \(Self.words(RequestKind.allCases.filter(kinds.contains)))"
    case .complexity(let grades): "complexity: \(Self.words(Complexity.allCases.filter(grades.contains)))"
    case .client(let globs): "client: \(globs.joined(separator: ", "))"
    case .model(let globs): "model: \(globs.joined(separator: ", "))"
    case .tools(let wanted): "tools: \(wanted)"
    case .newTokensOver(let limit): "new_tokens_over: \(limit)"
    case .toolCallsOver(let limit): "tool_calls_over: \(limit)"
    case .promptTokensOver(let limit): "prompt_tokens_over: \(limit)"
    case .images(let wanted): "images: \(wanted)"
    case .time(let time): "time: \(time)"
    case .available(let tier): "available: \(tier)"
    }
  }

  private static func words(_ values: [some RawRepresentable<String>]) -> String {
    values.map(\.rawValue).joined(separator: ", ")
  }
}
