import Conversations
import Wire

/// The tools on offer and which of them is to be called, as Gemini is told.
struct GeminiTools {
  private let tools: OfferedTools
  private let choice: GenerationSettings.ToolChoice?
  private let form: GeminiQuirks.SchemaForm

  /// - Parameter choice: by the backend's names of tools.
  init(
    _ tools: OfferedTools, choice: GenerationSettings.ToolChoice?, form: GeminiQuirks.SchemaForm
  ) {
    self.tools = tools
    self.choice = choice
    self.form = form
  }

  /// Writes the members; nothing without tools.
  func write(to writer: inout JSONWriter) {
    guard !tools.isEmpty else { return }
    writer.key("tools")
    writer.beginArray()
    writer.beginObject()
    writer.key("functionDeclarations")
    writer.beginArray()
    for function in tools.functions { write(function, to: &writer) }
    writer.endArray()
    writer.endObject()
    writer.endArray()
    writeChoice(to: &writer)
  }

  private func write(_ function: OfferedTools.Function, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", function.name)
    if let description = function.description { writer.field("description", description) }
    switch form {
    case .jsonSchema:
      writer.key("parametersJsonSchema")
      writer.raw(function.schema)
    case .openAPI: writeParameters(function.schema, to: &writer)
    }
    writer.endObject()
  }

  /// A function without parameters has no schema in this form: older models refuse an object without properties.
  private func writeParameters(_ schema: [UInt8], to writer: inout JSONWriter) {
    guard let schema = try? JSONDocument(parsing: schema).root, schema["properties"]?.count != 0 else {
      return
    }
    writer.key("parameters")
    writer.raw(PlainSchema.reduced(schema))
  }

  private func writeChoice(to writer: inout JSONWriter) {
    guard let choice else { return }
    writer.key("toolConfig")
    writer.beginObject()
    writer.key("functionCallingConfig")
    writer.beginObject()
    switch choice {
    case .auto: writer.field("mode", "AUTO")
    case .any: writer.field("mode", "ANY")
    case .none: writer.field("mode", "NONE")
    case .tool(let name):
      writer.field("mode", "ANY")
      writer.key("allowedFunctionNames")
      writer.beginArray()
      writer.string(name)
      writer.endArray()
    }
    writer.endObject()
    writer.endObject()
  }
}
