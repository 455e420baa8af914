import Wire

extension OpenAIChatQuirks {
  /// The quirks by the names under which the table of backends and the configuration set them.
  public enum Name: String, Sendable, CaseIterable {
    case outputLimit = "output_limit"
    case streamOptions = "stream_options"
    case topK = "top_k"
    case thinking
    case pastReasoning = "past_reasoning"
    case forcedCalls = "forced_calls"
    case callIDs = "call_ids"
    case schemas
    case structuredOutput = "structured_output"
    case null
    case streamsOnly = "streams_only"
    case extraBody = "extra_body"

    /// The words it can be set to; none where it takes a JSON object.
    public var words: [String] {
      switch self {
      case .outputLimit: OutputLimitKey.words
      case .thinking: ThinkingControl.words
      case .pastReasoning: PastReasoning.words
      case .forcedCalls: ForcedCalls.words
      case .callIDs: CallIDs.words
      case .schemas: Schemas.words
      case .structuredOutput: StructuredOutput.words
      case .streamOptions, .topK, .null, .streamsOnly: ["true", "false"]
      case .extraBody: []
      }
    }
  }

  /// Sets a quirk; false if it cannot be set to that.
  public mutating func set(_ name: Name, to word: String) -> Bool {
    switch name {
    case .outputLimit: set(\.outputLimitKey, to: OutputLimitKey(rawValue: word))
    case .thinking: set(\.thinking, to: ThinkingControl(rawValue: word))
    case .pastReasoning: set(\.pastReasoning, to: PastReasoning(rawValue: word))
    case .forcedCalls: set(\.forcedCalls, to: ForcedCalls(rawValue: word))
    case .callIDs: set(\.callIDs, to: CallIDs(rawValue: word))
    case .schemas: set(\.schemas, to: Schemas(rawValue: word))
    case .structuredOutput: set(\.structuredOutput, to: StructuredOutput(rawValue: word))
    case .streamOptions: set(\.acceptsStreamOptions, to: Bool(word))
    case .topK: set(\.acceptsTopK, to: Bool(word))
    case .null: set(\.acceptsNull, to: Bool(word))
    case .streamsOnly: set(\.streamsOnly, to: Bool(word))
    case .extraBody: set(\.extraBody, to: Self.object(word))
    }
  }

  /// Sets every quirk of a JSON object; gives what is wrong with the first that cannot be set.
  public mutating func read(_ object: JSONValue) -> String? {
    for (key, value) in object.members {
      let key = key.string ?? ""
      guard let name = Name(rawValue: key) else { return "\(key): no such quirk" }
      let word = value.string ?? String(decoding: value.bytes, as: UTF8.self)
      guard set(name, to: word) else {
        let expected = name.words.isEmpty ? "an object" : "one of \(name.words.joined(separator: ", "))"
        return "\(key): must be \(expected)"
      }
    }
    return nil
  }

  private mutating func set<Value>(_ path: WritableKeyPath<Self, Value>, to value: Value?) -> Bool {
    guard let value else { return false }
    self[keyPath: path] = value
    return true
  }

  /// An object of members that no request has anyway; one that was there twice would mean two things.
  private static func object(_ text: String) -> [UInt8]? {
    guard let object = try? JSONDocument(parsing: Array(text.utf8)).root, object.kind == .object,
      object.members.allSatisfy({ !membersOfEveryRequest.contains($0.key.string ?? "") })
    else { return nil }
    return Array(text.utf8)
  }

  private static let membersOfEveryRequest: Set<String> = [
    "model", "messages", "tools", "tool_choice", "parallel_tool_calls", "max_tokens", "max_completion_tokens",
    "stop", "temperature", "top_p", "top_k", "response_format", "stream", "stream_options",
  ]
}

extension CaseIterable where Self: RawRepresentable<String> {
  fileprivate static var words: [String] { allCases.map(\.rawValue) }
}
