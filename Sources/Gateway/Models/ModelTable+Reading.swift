import Conversations
import Tokens
import Wire

extension ModelTable {
  /// Reads the table of a data directory.
  ///
  /// - Throws: `DataError` that names the file and the place in it.
  public init(_ data: DataDirectory) throws(DataError) {
    let root = try data.document(data.models)
    do throws(ModelTableFault) {
      entries = try Self.entries(root)
    } catch {
      throw DataError(path: data.models, message: error.message)
    }
  }

  private static func entries(_ root: JSONValue) throws(ModelTableFault) -> [Entry] {
    let tokenizers = try table(root, "tokenizers", rule)
    let templates = try table(root, "templates", template)
    let images = try table(root, "images", formula)
    guard let models = root["models"], models.kind == .array else {
      throw ModelTableFault("models: a list is required")
    }
    var entries: [Entry] = []
    for model in models.elements {
      let row = ModelTableRow(model, "models.\(entries.count)")
      let tokenizer = try row.text("tokenizer")
      entries.append(
        Entry(
          id: try row.text("id"), patterns: try row.texts("patterns"), tokenizer: tokenizer,
          rule: try row.entry("tokenizer", of: tokenizers),
          template: try row.entry("template", of: templates),
          images: model["images"] == nil ? .unknown : try row.entry("images", of: images),
          window: try row.count("window"),
          maxOutput: model["max_output"] == nil ? nil : try row.count("max_output"),
          vendor: try row.text("vendor"), isRetired: model["retired"]?.bool == true,
          traits: try traits(row), price: model["price"] == nil ? nil : try price(row.row("price"))))
    }
    return entries
  }

  /// A vendor's template takes system messages anywhere.
  private static func traits(_ row: ModelTableRow) throws(ModelTableFault) -> ModelTraits {
    let abilities = try row.texts("can")
    return ModelTraits(
      acceptsImages: abilities.contains("vision"), acceptsSystemAnywhere: true,
      toolUse: abilities.contains("tools") ? .native : .none, thinks: abilities.contains("thinking"))
  }

  private static func price(_ row: ModelTableRow) throws(ModelTableFault) -> ModelPrice {
    ModelPrice(
      input: try row.price("input"), output: try row.price("output"),
      cacheRead: row.value["cache_read"] == nil ? nil : try row.price("cache_read"),
      cacheWrite: row.value["cache_write"] == nil ? nil : try row.price("cache_write"))
  }

  private static func table<Value>(
    _ root: JSONValue, _ name: String, _ read: (ModelTableRow) throws(ModelTableFault) -> Value
  ) throws(ModelTableFault) -> [String: Value] {
    guard let object = root.member(name), object.kind == .object else {
      throw ModelTableFault("\(name): an object is required")
    }
    var table: [String: Value] = [:]
    for (key, value) in object.members {
      let key = key.string ?? ""
      table[key] = try read(ModelTableRow(value, "\(name).\(key)"))
    }
    return table
  }

  private static func rule(_ row: ModelTableRow) throws(ModelTableFault) -> TokenizerRule {
    guard let name = VocabularyName(rawValue: try row.text("vocabulary")) else {
      throw row.fault("vocabulary", "a vocabulary this program knows")
    }
    if row.value["exact"]?.bool == true { return .exact(name) }
    let factors = try row.row("factors")
    return .scaled(
      name,
      TokenizerRule.Factors(
        prose: try factors.factor("prose"), code: try factors.factor("code"), json: try factors.factor("json")
      ))
  }

  private static func template(_ row: ModelTableRow) throws(ModelTableFault) -> ChatTemplate {
    ChatTemplate(
      fixed: try row.count("fixed"), message: try row.count("message"),
      toolPreamble: try row.count("tool_preamble"), tool: try row.count("tool"))
  }

  private static func formula(_ row: ModelTableRow) throws(ModelTableFault) -> ImageFormula {
    if row.value["flat"] != nil { return .flat(try row.count("flat")) }
    if row.value["big_tiles"] != nil { return .bigTiles(tile: try row.row("big_tiles").count("tile")) }
    if row.value["tiles"] != nil {
      let tiles = try row.row("tiles")
      return .tiles(base: try tiles.count("base"), tile: try tiles.count("tile"))
    }
    let patches = try row.row("patches")
    return .patches(
      edge: try patches.count("edge"), longest: try patches.count("longest"), most: try patches.count("most"),
      factor: try patches.factor("factor"))
  }
}
