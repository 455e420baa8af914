import Conversations
import Wire

/// The body of a sample's request in its client's dialect.
struct SampleBody {
  /// A picture, in Base64.
  static let picture = String(repeating: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", count: 40)

  let sample: RequestSample
  var writer = JSONWriter()

  init(_ sample: RequestSample) { self.sample = sample }

  /// The bytes.
  mutating func bytes() -> [UInt8] {
    object { body in
      body.writer.field("model", body.sample.model)
      switch body.sample.client.dialect {
      case .anthropicMessages: body.writeAnthropic()
      case .openAIResponses: body.writeResponses()
      case .openAIChat: body.writeChat()
      case .ollamaChat: body.writeOllama()
      case .geminiGenerate: preconditionFailure("no client speaks Gemini's dialect")
      }
    }
    return writer.bytes
  }

  // MARK: Parts of all dialects

  mutating func object(_ fields: (inout SampleBody) -> Void) {
    writer.beginObject()
    fields(&self)
    writer.endObject()
  }

  mutating func object(_ name: String, _ fields: (inout SampleBody) -> Void) {
    writer.key(name)
    object(fields)
  }

  mutating func array<Element>(
    _ name: String, _ elements: [Element], _ write: (inout SampleBody, Element) -> Void
  ) {
    writer.key(name)
    writer.beginArray()
    for element in elements { write(&self, element) }
    writer.endArray()
  }

  mutating func arguments(_ call: SampleCall) {
    object { body in
      for argument in call.arguments { body.writer.field(argument.name, argument.value) }
    }
  }

  /// The arguments as a text.
  func argumentText(_ call: SampleCall) -> String {
    var body = SampleBody(sample)
    body.arguments(call)
    return String(decoding: body.writer.bytes, as: UTF8.self)
  }

  mutating func schema(of members: [String]) {
    object { body in
      body.writer.field("type", "object")
      body.object("properties") { body in
        for member in members { body.object(member) { $0.writer.field("type", "string") } }
      }
    }
  }

  /// A tool's definition, about 400 bytes.
  mutating func tool(_ name: String, schema: String) {
    writer.field("name", name)
    writer.field("description", SampleText.prose(300))
    writer.key(schema)
    self.schema(of: ["file_path", "command"])
  }

  /// The members of the schema that the answer is to follow.
  var answerMembers: [String]? { sample.options["schema"]?.split(separator: ",").map(String.init) }
}
