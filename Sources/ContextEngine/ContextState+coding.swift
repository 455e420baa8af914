import Conversations
import Tokens
import Wire

/// A state as it is kept: compact JSON in which the message objects stand as they came, so that writing one costs what
/// copying it costs. What was damaged is not read.
extension ContextState {
  /// The form in which this program writes states; others are not read.
  private static let version = 1
  /// A message may be as deep as a request's, below the state's own levels.
  private static let limits = JSONLimits(maxDepth: 264)

  /// The state in bytes: the same for the same state.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("version", Self.version)
    writer.key("terms")
    terms.write(to: &writer)
    writer.key("fixed")
    fixed.write(to: &writer, beside: offer)
    writer.key("offer")
    offer.write(to: &writer)
    writer.field("turn", turn)
    writer.field("epochs", epochs)
    writer.field("cut", cut)
    if let task { writer.field("task", task) }
    writer.field("records", MessageRecord.written(records))
    writer.list("held", held) { $1.write(to: &$0) }
    writer.list("log", log) { $1.write(to: &$0) }
    writer.list("notes", notes) { $1.write(to: &$0) }
    writer.counts("passing", passing)
    writer.counts("stripped", stripped)
    writer.list("usedTools", usedTools) { $0.string($1) }
    writer.endObject()
    return writer.bytes
  }

  /// A state read back; nil for bytes that are none.
  public init?(decoding bytes: [UInt8]) {
    guard let root = (try? JSONDocument(parsing: bytes, limits: Self.limits))?.root,
      root["version"]?.int == Self.version, let offer = root["offer"].flatMap(ClientOffer.init(read:)),
      let terms = root["terms"].flatMap(ContextTerms.init(read:)),
      let fixed = root["fixed"].flatMap({ FixedPart(read: $0, beside: offer) }),
      let turn = root.natural("turn"), let epochs = root.natural("epochs"), let cut = root.natural("cut"),
      let records = root["records"]?.string.flatMap(MessageRecord.read),
      let held = root.all("held", HeldMessage.init(read:)), let log = root.all("log", LogEntry.init(read:)),
      let notes = root.all("notes", ContextNote.init(read:)), let passing = root.counts("passing"),
      let stripped = root.counts("stripped"), let usedTools = root.all("usedTools", \.string)
    else { return nil }
    self.init(offer: offer, budget: terms.budget)
    self.terms = terms
    self.fixed = fixed
    self.turn = turn
    self.epochs = epochs
    self.cut = cut
    task = root["task"]?.int
    self.records = records
    self.held = held
    self.log = log
    self.notes = notes
    self.passing = passing
    self.stripped = stripped
    self.usedTools = usedTools
    guard isWhole else { return nil }
  }

  /// Whether its pieces belong together, as far as planning relies on it.
  private var isWhole: Bool {
    let places = held.map(\.record)
    return cut <= records.count && (task.map { records.indices.contains($0) } ?? true)
      && zip(places, places.dropFirst()).allSatisfy(<) && places.allSatisfy { records.indices.contains($0) }
      && notes.allSatisfy { $0.anchor >= -1 && $0.anchor < max(records.count, 1) }
      && terms.budget.ratio.isFinite && terms.budget.ratio > 0
  }
}

// MARK: Terms

extension ContextTerms {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("window", budget.window.tokens)
    writer.field("source", budget.window.source.rawValue)
    writer.field("reserve", budget.reserve)
    writer.field("margin", budget.margin)
    writer.field("ratio", budget.ratio)
    writer.field("span", span)
    writer.endObject()
  }

  fileprivate init?(read value: JSONValue) {
    guard let tokens = value.natural("window"),
      let source = value["source"]?.string.flatMap(ContextWindow.Source.init),
      let reserve = value.natural("reserve"),
      let margin = value.natural("margin"), let ratio = value["ratio"]?.double,
      let span = value.natural("span")
    else { return nil }
    budget = ContextBudget(
      window: ContextWindow(tokens: tokens, source: source), reserve: reserve, margin: margin, ratio: ratio)
    self.span = span
  }
}

extension ClientOffer {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("system", system)
    writer.list("tools", tools.sorted { $0.key < $1.key }) { writer, tool in
      writer.beginArray()
      writer.string(tool.key)
      writer.string(tool.value.description)
      writer.endArray()
    }
    writer.field("tokens", tokens)
    writer.endObject()
  }

  fileprivate init?(read value: JSONValue) {
    guard let system = value["system"]?.string, let tokens = value.natural("tokens"),
      let tools = value.all("tools", { Self.tool($0) })
    else { return nil }
    self.init(system: system, tools: Dictionary(tools) { first, _ in first }, tokens: tokens)
  }

  private static func tool(_ value: JSONValue) -> (String, Fingerprint)? {
    let pair = Array(value.elements)
    guard pair.count == 2, let name = pair[0].string, let print = pair[1].fingerprint else { return nil }
    return (name, print)
  }
}

// MARK: Fixed part

extension FixedPart {
  fileprivate func write(to writer: inout JSONWriter, beside offer: ClientOffer) {
    writer.beginObject()
    // The client's own words are with its offer.
    if case .replace(let text) = system, text != offer.system { writer.field("system", text) }
    if case .keep = system { writer.field("keepsSystem", true) }
    if case .replace(let offered) = tools { writer.list("tools", offered) { $1.write(to: &$0) } }
    writer.field("systemTokens", systemTokens)
    writer.field("toolTokens", toolTokens)
    writer.list("offered", offered) { $0.string($1) }
    writer.list("dropped", droppedTools) { $0.string($1) }
    writer.field("rung", rung.rawValue)
    writer.field("source", systemSource.description)
    writer.endObject()
  }

  fileprivate init?(read value: JSONValue, beside offer: ClientOffer) {
    guard let systemTokens = value.natural("systemTokens"), let toolTokens = value.natural("toolTokens"),
      let offered = value.all("offered", \.string), let dropped = value.all("dropped", \.string),
      let rung = value["rung"]?.int.flatMap(Rung.init), let source = value["source"]?.fingerprint
    else { return nil }
    var tools = ContextPlan.FixedEdit<[OfferedTool]>.keep
    if value["tools"] != nil {
      guard let list = value.all("tools", OfferedTool.init(read:)) else { return nil }
      tools = .replace(list)
    }
    let system: ContextPlan.FixedEdit<String> =
      value["keepsSystem"] != nil ? .keep : .replace(value["system"]?.string ?? offer.system)
    self.init(
      system: system, tools: tools, systemTokens: systemTokens, toolTokens: toolTokens, offered: offered,
      droppedTools: dropped, rung: rung, systemSource: source)
  }
}

extension OfferedTool {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", name)
    if let definition {
      writer.field("description", definition.description)
      writer.key("schema")
      writer.raw(definition.schema)
    }
    writer.endObject()
  }

  fileprivate init?(read value: JSONValue) {
    guard let name = value["name"]?.string else { return nil }
    self.init(name: name)
    if let description = value["description"]?.string, let schema = value["schema"] {
      definition = Definition(description: description, schema: Array(schema.bytes))
    }
  }
}
