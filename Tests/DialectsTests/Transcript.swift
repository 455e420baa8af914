import Conversations
import Dialects
import Testing
import Wire

/// One exchange in a text file: what came in and what must go out.
///
/// The first lines say what it is about. A section begins with `=== name` and options:
///
/// - `client request`: the body the client sends.
/// - `target`: `model=NAME window=N images system-anywhere tools=NAME thinks-not thinks-in-levels keep-alive=TIME
///   quirks=NAME`; without it a text model of unknown window.
/// - `client error`: the sentence with which the request is refused; nothing follows then.
/// - `backend request`: the body the backend gets, `same` for the client's own bytes, `exactly` for just these bytes;
///   otherwise white space in JSON does not count.
/// - `path`: where the backend gets it, in a dialect that names the model there.
/// - `notes`: what the operator is told, a line each.
/// - `backend answer`: a stream, or JSON. `lines` says that JSON is a stream of a text a line. `crlf` makes the line ends CRLF. `escaped` joins the lines and reads `\r`,
///   `\n` and `\xHH`. `cut` says that the answer is not complete. `status=N` says that it is no answer, but a refusal of
///   that status.
/// - `client answer`: the stream, or JSON, that the client gets; `status=N` of a refusal.
/// - `recorded`: the message that is kept.
struct Transcript: Sendable, CustomTestStringConvertible {
  struct Section: Sendable {
    let options: [String]
    let text: [UInt8]

    func option(_ name: String) -> String? {
      options.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }
  }

  /// The directory: who talks to whom.
  let pair: String
  let name: String
  let sections: [String: Section]

  var testDescription: String { "\(pair)/\(name)" }

  /// All transcripts, by directory.
  static let all = Parties.pairs.flatMap { all(in: $0) }

  /// All transcripts of a directory.
  static func all(in pair: String) -> [Transcript] {
    SourceFiles.names(in: "Transcripts/\(pair)").map { file in
      let text = SourceFiles.bytes(of: "Transcripts/\(pair)/\(file)") ?? []
      return Transcript(pair: pair, name: file, text: String(decoding: text, as: UTF8.self))
    }
  }

  /// The dialect of the client, ids counted from 1.
  var client: any ClientDialect { Parties.client(pair.split(separator: "-")[0]) }

  /// The dialect of the backend, ids counted from 1.
  var backend: any BackendDialect { Parties.backend(pair.split(separator: "-")[1], of: self) }

  init(pair: String, name: String, text: String) {
    self.pair = pair
    self.name = name
    var sections: [String: Section] = [:]
    for part in ("\n" + text).parts(separatedBy: "\n=== ").dropFirst() {
      let header = part.prefix { $0 != "\n" }
      let words = header.split(separator: " ").map(String.init)
      let title = words[0] == "client" || words[0] == "backend" ? "\(words[0]) \(words[1])" : words[0]
      let options = Array(words.dropFirst(title.split(separator: " ").count))
      let body = String(part.dropFirst(header.count + 1))
      sections[title] = Section(options: options, text: Transcript.bytes(of: body, options))
    }
    self.sections = sections
  }

  private static func bytes(of body: String, _ options: [String]) -> [UInt8] {
    if options.contains("escaped") { return unescaped(body) }
    var lines = Array(body.utf8)
    while lines.last == UInt8(ascii: "\n") { lines.removeLast() }
    // A stream ends with its last line, and a whole one of events with the blank line behind it.
    if options.contains("lines") {
      lines.append(UInt8(ascii: "\n"))
    } else if let first = lines.first, first != UInt8(ascii: "{") {
      lines += Array((options.contains("cut") ? "\n" : "\n\n").utf8)
    }
    guard options.contains("crlf") else { return lines }
    return lines.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
  }

  private static func unescaped(_ body: String) -> [UInt8] {
    var rest = Array(body.utf8).filter { $0 != UInt8(ascii: "\n") }[...]
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch kind {
      case UInt8(ascii: "r"): bytes.append(0x0d)
      case UInt8(ascii: "n"): bytes.append(0x0a)
      case UInt8(ascii: "x"):
        bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      default: bytes += [byte, kind]
      }
    }
    return bytes
  }

  /// Whether the backend streams its answer.
  var streamsAnswer: Bool {
    let answer = sections["backend answer"]
    return answer?.options.contains("lines") == true || answer?.text.first != UInt8(ascii: "{")
  }

  /// The target the request goes to. Without a model of its own it has the client's where both speak the same dialect.
  var target: Target {
    let section = sections["target"]
    let dialect = backend.name
    return Target(
      backend: "local", model: section?.option("model") ?? (client.name == dialect ? clientModel : "m"),
      dialect: dialect, isLocal: true,
      window: section?.option("window").flatMap { Int($0) }.map {
        ContextWindow(tokens: $0, source: .loaded)
      },
      traits: ModelTraits(
        acceptsImages: section?.options.contains("images") ?? false,
        acceptsSystemAnywhere: section?.options.contains("system-anywhere") ?? false,
        toolUse: section?.option("tools").flatMap(ToolSupport.init(rawValue:)) ?? .native,
        thinks: section?.options.contains("thinks-not") == true ? false : nil,
        thinksInLevels: section?.options.contains("thinks-in-levels") ?? false))
  }

  /// The quirks of a backend that speaks Anthropic's dialect; `current` is what the newest models take.
  var anthropicQuirks: AnthropicQuirks {
    switch sections["target"]?.option("quirks") {
    case "compatible": return .compatible
    case "current":
      var quirks = AnthropicQuirks.anthropic
      quirks.thinking = .adaptive
      quirks.efforts = ["low", "medium", "high", "xhigh", "max"]
      quirks.acceptsSystemMessages = true
      quirks.mostOutputTokens = 64_000
      return quirks
    default: return .anthropic
    }
  }

  /// How long an Ollama is to keep the model.
  var keepAlive: OllamaKeepAlive? {
    sections["target"]?.option("keep-alive").map { OllamaKeepAlive($0) }
  }

  /// The quirks of a backend that speaks Responses.
  var responsesQuirks: ResponsesQuirks {
    sections["target"]?.option("quirks") == "compatible" ? .compatible : .openAI
  }

  /// The quirks of a backend that speaks Gemini's dialect.
  var geminiQuirks: GeminiQuirks {
    GeminiQuirks(schemaForm: sections["target"]?.option("quirks") == "openapi" ? .openAPI : .jsonSchema)
  }

  /// The model that the client asks for.
  private var clientModel: String {
    let request = sections["client request"].flatMap { try? JSONDocument(parsing: $0.text) }
    return request?.root["model"]?.string ?? ""
  }

  /// The quirks of the backend, by the name of its kind in the table of backends.
  var quirks: OpenAIChatQuirks {
    var quirks = OpenAIChatQuirks.compatible
    guard let name = sections["target"]?.option("quirks") else { return quirks }
    guard let row = Self.kinds?.elements.first(where: { $0["name"]?.string == name }) else {
      preconditionFailure("no kind of backend is named \(name)")
    }
    if let object = row["quirks"], let fault = quirks.read(object) {
      preconditionFailure("\(name): \(fault)")
    }
    return quirks
  }

  private static let kinds: JSONValue? = {
    let bytes = SourceFiles.bytes(of: "../../data/backends.json") ?? []
    return try? JSONDocument(parsing: bytes).root["kinds"]
  }()
}

extension String {
  /// The parts between occurrences of a separator.
  func parts(separatedBy separator: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
