import Wire

extension ModelsReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("backends", backends) { writer, backend in writer.object { backend.writeFields(to: &$0) } }
      writer.array("models", models) { writer, model in writer.object { model.writeFields(to: &$0) } }
    }
    return writer.bytes
  }

  /// A report that a running gateway has made; nil if this is none.
  init?(_ json: JSONValue) {
    guard let backends = json["backends"], backends.kind == .array, let models = json["models"],
      models.kind == .array
    else { return nil }
    self.init(
      backends: backends.elements.compactMap { Backend($0) }, models: models.elements.compactMap { Model($0) }
    )
  }
}

extension ModelsReport.Backend {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("name", name)
    writer.field("kind", kind)
    writer.field("url", url)
    writer.field("local", isLocal)
    writer.field("client_credentials", showsClientCredentials)
    writer.field("state", state.rawValue)
    writer.optional("problem", problem)
  }

  fileprivate init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let kind = json["kind"]?.string, let url = json["url"]?.string,
      let state = json["state"]?.string.flatMap({ ModelsReport.State(rawValue: $0) })
    else { return nil }
    self.init(
      name: name, kind: kind, url: url, isLocal: json["local"]?.bool == true,
      showsClientCredentials: json["client_credentials"]?.bool == true, state: state,
      problem: json["problem"]?.string)
  }
}

extension ModelsReport.Model {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.optional("alias", alias)
    writer.field("backend", backend)
    writer.field("name", name)
    writer.field("local", isLocal)
    writer.field("listed", isListed)
    writer.field("loaded", isLoaded)
    writer.optional("window", window)
    writer.optional("window_source", windowSource)
    writer.optional("max_output_tokens", maxOutputTokens)
    writer.field("tools", tools)
    writer.field("vision", seesImages)
    writer.key("thinking")
    if let thinks { writer.bool(thinks) } else { writer.null() }
    writer.optional("price", price) { writer, price in
      writer.field("input", price.input)
      writer.field("output", price.output)
      writer.optional("cache_read", price.cacheRead)
      writer.optional("cache_write", price.cacheWrite)
    }
  }

  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.string, let backend = json["backend"]?.string,
      let name = json["name"]?.string
    else { return nil }
    self.init(
      id: id, alias: json["alias"]?.string, backend: backend, name: name,
      isLocal: json["local"]?.bool == true, isListed: json["listed"]?.bool == true,
      isLoaded: json["loaded"]?.bool == true,
      window: json["window"]?.int, windowSource: json["window_source"]?.string,
      maxOutputTokens: json["max_output_tokens"]?.int, tools: json["tools"]?.string ?? "native",
      seesImages: json["vision"]?.bool == true, thinks: json["thinking"]?.bool,
      price: json["price"].flatMap { ModelsReport.Price($0) })
  }
}

extension ModelsReport.Price {
  fileprivate init?(_ json: JSONValue) {
    guard let input = json["input"]?.double, let output = json["output"]?.double else { return nil }
    self.init(
      input: input, output: output, cacheRead: json["cache_read"]?.double,
      cacheWrite: json["cache_write"]?.double)
  }
}
