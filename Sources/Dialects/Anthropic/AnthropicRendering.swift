import Conversations
import Wire

/// A conversation of another dialect's client, written down for Anthropic.
///
/// The same conversation gives the same bytes, and one that has gone on begins with the bytes of what it was, but for the
/// marks by which the vendor's cache is told how far to remember: at the ends of tools, system prompt and messages, since
/// these clients cannot say it themselves.
struct AnthropicRendering {
  private let target: Target
  private let quirks: AnthropicQuirks
  private let settings: GenerationSettings
  private let history: AnthropicHistory
  private let tools: OfferedTools
  private let choice: AnthropicToolChoice
  private let thinking: AnthropicThinking
  private let outputLimit: Int

  /// What the prompt may come to, in tokens.
  let promptTokens: Int

  /// The answer's length where the client names none, in tokens: enough for any file an agent writes, and no more than
  /// what every current model takes.
  private static let defaultOutput = 32_000

  /// - Parameter counted: what the prompt comes to, in tokens; nil for an estimate.
  init(of conversation: Conversation, for target: Target, _ quirks: AnthropicQuirks, counted: Int?) {
    var history = AnthropicHistory(of: conversation, for: target.traits, quirks)
    let settings = conversation.settings
    tools = OfferedTools(
      of: conversation.tools, referenced: history.blocks.plain.referencedTools, names: &history.toolNames)
    choice = AnthropicToolChoice(settings, tools: tools, names: history.toolNames, quirks)
    if let demand = choice.demand { history.append(demand: demand) }
    if let demand = Self.demand(of: settings, quirks) { history.append(demand: demand) }
    promptTokens = counted ?? Self.estimate(of: history, tools)
    let asked = settings.maxOutputTokens ?? quirks.mostOutputTokens ?? Self.defaultOutput
    let most = min(asked, quirks.mostOutputTokens ?? asked)
    outputLimit = OutputLimit.tokens(
      most, room: OutputLimit.room(in: target.window, besides: promptTokens))
    thinking = AnthropicThinking(
      settings, choice.isForced ? quirks.withoutThinking : quirks, outputLimit: outputLimit,
      lacksReasoning: history.lacksReasoning)
    self.settings = settings
    self.target = target
    self.quirks = quirks
    self.history = history
  }

  /// What the answer must be, where there is no field to say it in.
  private static func demand(of settings: GenerationSettings, _ quirks: AnthropicQuirks) -> String? {
    if let schema = settings.responseSchema {
      let text = String(decoding: schema.bytes, as: UTF8.self)
      return quirks.acceptsResponseSchema ? nil : "[Answer with nothing but JSON, by this schema: \(text)]"
    }
    return settings.wantsJSON ? "[Answer with nothing but a JSON object.]" : nil
  }

  private static func estimate(of history: AnthropicHistory, _ tools: OfferedTools) -> Int {
    let text = history.messages.list().count + history.system.reduce(0) { $0 + $1.utf8.count }
    let blocks = history.blocks
    return TokenEstimate.tokens(forBytes: text + tools.byteCount - blocks.mediaBytes)
      + blocks.mediaCount * TokenEstimate.picture
  }

  /// What the decoder of the answer must know.
  var expectations: AnswerExpectations { AnswerExpectations(toolNames: history.toolNames) }

  /// What was left out or replaced, in words for the operator.
  var notes: [String] {
    history.blocks.plain.notes + tools.notes
      + (blankStops.isEmpty ? [] : ["stop sequences of white space left out"])
  }

  // MARK: Writing

  /// The body.
  func body(isStreamed: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", target.model)
    writer.field("max_tokens", outputLimit)
    writeTools(to: &writer)
    writeSystem(to: &writer)
    writer.key("messages")
    writer.raw(quirks.takesCacheMarks ? history.messages.markedAtEnd().list() : history.messages.list())
    choice.write(to: &writer)
    thinking.write(to: &writer)
    writeOutput(to: &writer)
    writeSampling(to: &writer)
    writer.field("stream", isStreamed)
    writer.endObject()
    return writer.bytes
  }

  private func writeTools(to writer: inout JSONWriter) {
    guard !tools.isEmpty else { return }
    writer.key("tools")
    writer.beginArray()
    for (index, tool) in tools.functions.enumerated() {
      writer.beginObject()
      writer.field("name", tool.name)
      if let description = tool.description { writer.field("description", description) }
      writer.key("input_schema")
      writer.raw(tool.schema)
      if index == tools.functions.count - 1 { writeMark(to: &writer) }
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeSystem(to writer: inout JSONWriter) {
    guard !history.system.isEmpty else { return }
    writer.key("system")
    writer.beginArray()
    for (index, text) in history.system.enumerated() {
      writer.beginObject()
      writer.field("type", "text")
      writer.field("text", text)
      if index == history.system.count - 1 { writeMark(to: &writer) }
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeMark(to writer: inout JSONWriter) {
    guard quirks.takesCacheMarks else { return }
    writer.key("cache_control")
    writer.raw(AnthropicOutgoing.cacheMark)
  }

  private func writeOutput(to writer: inout JSONWriter) {
    let schema = quirks.acceptsResponseSchema ? settings.responseSchema : nil
    guard thinking.effort != nil || schema != nil else { return }
    writer.key("output_config")
    writer.beginObject()
    if let effort = thinking.effort { writer.field("effort", effort) }
    if let schema {
      writer.key("format")
      writer.beginObject()
      writer.field("type", "json_schema")
      writer.field("schema", schema)
      writer.endObject()
    }
    writer.endObject()
  }

  private var blankStops: [String] { settings.stopSequences.filter { $0.utf8.allSatisfy(ASCII.isSpace) } }

  /// Temperatures end at 1 here, and at most one of temperature and nucleus is taken.
  private func writeSampling(to writer: inout JSONWriter) {
    let stops = settings.stopSequences.filter { !$0.utf8.allSatisfy(ASCII.isSpace) }
    if !stops.isEmpty {
      writer.key("stop_sequences")
      writer.beginArray()
      for stop in stops { writer.string(stop) }
      writer.endArray()
    }
    guard quirks.acceptsSampling, !thinking.isAsked else { return }
    if let temperature = settings.temperature {
      if let value = temperature.double, value > 1 {
        writer.field("temperature", 1)
      } else {
        writer.field("temperature", temperature)
      }
    } else if let topP = settings.topP {
      writer.field("top_p", topP)
    }
    if let topK = settings.topK { writer.field("top_k", topK) }
  }
}

extension AnthropicQuirks {
  /// The quirks where no thinking can be asked for: a tool is forced.
  fileprivate var withoutThinking: AnthropicQuirks {
    var quirks = self
    quirks.thinking = .ignored
    return quirks
  }
}
