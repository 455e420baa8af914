import Conversations
import Wire

/// The `tools` of a request as a plan offers them: each in the form in which the client knows it, because the answer passes
/// as it comes.
struct ResponsesEditedTools {
  private let request: ChatRequest
  private let tools: [ResponsesTool]

  init(of request: ChatRequest) {
    self.request = request
    tools = (try? ResponsesTools(of: request).tools) ?? []
  }

  /// The list. Neighbours in one namespace stand in it together.
  func list(of offers: [OfferedTool]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    var rest = known(offers)[...]
    while let (tool, offer) = rest.first {
      guard let namespace = tool.call.namespace else {
        write(tool, as: offer, to: &writer)
        rest.removeFirst()
        continue
      }
      let members = rest.prefix { $0.tool.call.namespace == namespace }
      rest = rest.dropFirst(members.count)
      write(members, in: namespace, to: &writer)
    }
    writer.endArray()
    return writer.bytes
  }

  private func known(_ offers: [OfferedTool]) -> [(tool: ResponsesTool, offer: OfferedTool)] {
    offers.compactMap { offer in
      tools.first { $0.definition.name == offer.name }.map { ($0, offer) }
    }
  }

  private func write(
    _ members: ArraySlice<(tool: ResponsesTool, offer: OfferedTool)>, in namespace: String,
    to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.field("type", "namespace")
    writer.field("name", namespace)
    if let description = description(ofNamespace: namespace) { writer.field("description", description) }
    writer.key("tools")
    writer.beginArray()
    for (tool, offer) in members { write(tool, as: offer, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private func description(ofNamespace name: String) -> String? {
    let entries = request.tools.map { Array($0.elements) } ?? []
    let namespace = entries.first {
      $0["type"]?.isString("namespace") == true && $0["name"]?.string == name
    }
    return namespace?["description"]?.string
  }

  /// A function gets the words and the schema of the offer, a tool of another form the words alone.
  private func write(_ tool: ResponsesTool, as offer: OfferedTool, to writer: inout JSONWriter) {
    let source = tool.definition.source
    guard let definition = offer.definition, tool.definition.vendorType == nil else {
      return writer.raw(source)
    }
    let isFunction = if case .function = tool.call.form { true } else { false }
    let replaced = isFunction ? ["description", "parameters", "strict"] : ["description"]
    writer.beginObject()
    for (key, value) in source.members where !replaced.contains(key.string ?? "") {
      writer.key(key.string ?? "")
      writer.raw(value)
    }
    writer.field("description", definition.description)
    if isFunction {
      writer.key("parameters")
      writer.raw(definition.schema)
      writer.field("strict", false)
    }
    writer.endObject()
  }
}
