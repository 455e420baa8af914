import Conversations
import Dialects
import Upstream
import Wire

/// Headers that ctxgw or the transport sets itself; a second one would make the request ambiguous.
private let headersOfOurOwn: Set<String> = [
  "host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer",
  "keep-alive",
  "content-encoding", "accept-encoding", "content-type",
]

extension ConfigurationReader {
  enum BackendKey: String, CaseIterable {
    case kind, url, quirks, tools, keys
    case keyEnv = "key_env"
    case keyFile = "key_file"
    case auth, window, http2, headers, context
    case reserveOutput = "reserve_output"
    case unknownWindow = "unknown_window"
    case keepAlive = "keep_alive"
    case concurrency
    case queueWait = "queue_wait"
    case queueLength = "queue_length"
    case signIn = "sign_in"
    case connectTimeout = "connect_timeout"
    case firstByteTimeout = "first_byte_timeout"
    case idleTimeout = "idle_timeout"
  }

  /// Reads all backends; one that is not complete is reported and left out.
  ///
  /// - Parameter contexts: gets what each says about contexts, by its name.
  mutating func readBackends(_ node: YAMLNode, _ contexts: inout [String: [ContextChange]]) -> [Backend] {
    entries(of: node, in: "backends").compactMap { entry in
      if entry.key.isEmpty || entry.key.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 <= 32 }) {
        report("a backend's name must be a word without '/', found '\(entry.key)'", at: entry.mark)
      }
      var changes: [ContextChange] = []
      defer { contexts[entry.key] = changes.isEmpty ? nil : changes }
      return readBackend(entry, &changes)
    }
  }

  private mutating func readBackend(_ entry: YAMLEntry, _ context: inout [ContextChange]) -> Backend? {
    let before = problems.count
    let (kind, url) = readKind(entry)
    // Without a kind the other keys are still worth checking, by any.
    var backend = Backend(name: entry.key, kind: kind ?? table.kinds[0], url: url)
    var credentials: [Backend.Credentials] = []
    forEachKey(of: entry.value, in: "backends.\(entry.key)", as: BackendKey.self) { reader, key, value in
      switch key {
      case .kind, .url: break
      case .keyEnv: reader.readKey(namedBy: value).map { credentials.append(.key($0)) }
      case .keyFile: reader.readKey(inFileNamedBy: value).map { credentials.append(.key($0)) }
      case .keys:
        backend.keys = reader.readKeys(value)
        backend.keys.first.map { credentials.append(.key($0)) }
      case .auth: reader.read(.auth, from: value).map { credentials.append($0) }
      case .window: backend.window = reader.read(.tokens, from: value)
      case .reserveOutput: backend.reserveOutput = reader.read(.tokens, from: value)
      case .unknownWindow: reader.read(.tokens, from: value, into: &backend.unknownWindow)
      case .tools: backend.toolUse = reader.read(.toolUse, from: value)
      case .keepAlive: backend.keepAlive = reader.readKeepAlive(value, of: kind)
      case .concurrency: backend.concurrency = reader.read(.count, from: value)
      case .queueWait: reader.read(.duration, from: value, into: &backend.queueWait)
      case .queueLength: reader.read(.lengthOfLine, from: value, into: &backend.queueLength)
      case .signIn: reader.readSignIn(value, into: &backend)
      case .quirks: reader.readQuirks(value, of: kind, into: &backend)
      case .context: context = reader.readContext(value, in: "backends.\(entry.key).context")
      case .http2: reader.read(.flag, from: value, into: &backend.prefersHTTP2)
      case .headers: backend.headers = reader.readHeaders(value, of: entry.key)
      case .connectTimeout: reader.read(.duration, from: value, into: &backend.connectTimeout)
      case .firstByteTimeout: backend.firstByteTimeout = reader.read(.duration, from: value)
      case .idleTimeout: reader.read(.duration, from: value, into: &backend.idleTimeout)
      }
    }
    // What is missing is only worth saying when what is there could be read.
    guard problems.count == before else { return nil }
    guard kind != nil else {
      report("backend '\(entry.key)' has no kind; add one of \(table.names)", at: entry.mark)
      return nil
    }
    return complete(backend, credentials, at: entry.mark)
  }

  /// The keys that the others depend on, wherever they stand among them.
  private mutating func readKind(_ entry: YAMLEntry) -> (BackendKind?, url: String?) {
    guard case .mapping(let entries) = entry.value.content else { return (nil, nil) }
    var kind: BackendKind?
    var url: String?
    for entry in entries {
      switch BackendKey(rawValue: entry.key) {
      case .kind: kind = read(.kind(of: table), from: entry.value)
      case .url: url = readURL(entry.value)
      default: break
      }
    }
    return (kind, url)
  }

  private mutating func complete(
    _ draft: Backend, _ credentials: [Backend.Credentials], at mark: YAMLMark
  ) -> Backend? {
    guard credentials.count <= 1 else {
      report("backend '\(draft.name)' has several of key_env, key_file, keys and auth; keep one", at: mark)
      return nil
    }
    // The client's credentials go to no backend that is not marked for them, so none has them by default.
    if credentials.isEmpty, draft.needsKey {
      report(
        "backend '\(draft.name)' has no credentials; add key_env, key_file, keys, auth: client or auth: none",
        at: mark)
      return nil
    }
    var backend = draft
    backend.credentials = credentials.first ?? .none
    if let signIn = draft.signIn {
      if backend.showsClientCredentials {
        report(
          "backend '\(draft.name)' cannot be shown the client's credentials; `ctxgw login` signs in", at: mark
        )
      }
      if credentials.isEmpty { backend.credentials = login(by: signIn, at: mark) }
    }
    return backend
  }

  enum SignInKey: String, CaseIterable {
    case tokenURL = "token_url"
    case deviceURL = "device_url"
    case accessURL = "access_url"
  }

  /// Other addresses at which one signs in, such as a company's own.
  private mutating func readSignIn(_ node: YAMLNode, into backend: inout Backend) {
    guard var signIn = backend.signIn else {
      report("sign_in is for kinds at which one signs in; remove it", at: node.mark)
      return
    }
    forEachKey(of: node, in: "backends.\(backend.name).sign_in", as: SignInKey.self) { reader, key, value in
      guard let url = reader.readURL(value) else { return }
      switch key {
      case .tokenURL: signIn.tokenURL = url
      case .deviceURL: signIn.deviceURL = url
      case .accessURL: signIn.accessURL = url
      }
    }
    backend.signIn = signIn
  }

  /// Quirks over those of the kind.
  private mutating func readQuirks(_ node: YAMLNode, of kind: BackendKind?, into backend: inout Backend) {
    if let kind, kind.dialect != .openAIChat {
      report("quirks are for kinds that speak like OpenAI's chat completions; remove them", at: node.mark)
      return
    }
    var quirks = backend.quirks
    forEachKey(of: node, in: "backends.\(backend.name).quirks", as: OpenAIChatQuirks.Name.self) {
      reader, name, value in
      guard let word = reader.read(.quirk(name), from: value) else { return }
      // What `.quirk` lets pass can be set.
      _ = quirks.set(name, to: word)
    }
    backend.quirks = quirks
  }

  private mutating func readKeepAlive(_ node: YAMLNode, of kind: BackendKind?) -> OllamaKeepAlive? {
    if let kind, kind.dialect != .ollamaChat {
      report("keep_alive is for Ollama, which is told with each request; remove it", at: node.mark)
      return nil
    }
    return read(.keepAlive, from: node)
  }

  /// A URL with a password in it is not quoted.
  private mutating func readURL(_ node: YAMLNode) -> String? {
    guard case .scalar(let text, _) = node.content, text.contains("@") else { return read(.url, from: node) }
    report("a URL must not name a user or password; use key_env, key_file or headers", at: node.mark)
    return nil
  }

  private mutating func readHeaders(_ node: YAMLNode, of backend: String) -> [Backend.Header] {
    entries(of: node, in: "backends.\(backend).headers").compactMap { entry in
      let name = entry.key.lowercased()
      guard HTTPFields.isValidName(name) else {
        report("'\(entry.key)' is no header name", at: entry.mark)
        return nil
      }
      guard !headersOfOurOwn.contains(name) else {
        report("the header '\(entry.key)' is set by ctxgw itself; remove it", at: entry.mark)
        return nil
      }
      return readSecret(.headerValue, from: entry.value).map { .init(name: entry.key, value: $0) }
    }
  }
}

extension BackendTable {
  /// The names of all kinds, for a sentence.
  fileprivate var names: String { kinds.map(\.name).joined(separator: ", ") }
}

extension Backend {
  /// Whether it answers nobody without a key; nobody knows that of those who only speak like its kind.
  fileprivate var needsKey: Bool { kind.needsKey && !isImitation }
}

extension ConfigurationValue where Value == Int {
  /// With 0 nobody waits: a busy backend is passed over.
  fileprivate static let lengthOfLine = ConfigurationValue("a whole number from 0 to 1000") { text in
    Int(text).flatMap { (0...1000).contains($0) ? $0 : nil }
  }
}

extension ConfigurationValue where Value == BackendKind {
  fileprivate static func kind(of table: BackendTable) -> ConfigurationValue {
    ConfigurationValue(
      "one of the kinds this version knows (\(table.names))", words: table.kinds.map(\.name)
    ) {
      table[$0]
    }
  }
}

extension ConfigurationValue where Value == ToolSupport {
  static let toolUse = ConfigurationValue("native, prompt or none", words: ["native", "prompt", "none"]) {
    ToolSupport(rawValue: $0)
  }
}

extension ConfigurationValue where Value == String {
  fileprivate static func quirk(_ name: OpenAIChatQuirks.Name) -> ConfigurationValue {
    let expected =
      name.words.isEmpty ? "a JSON object in quotes" : "one of \(name.words.joined(separator: ", "))"
    return ConfigurationValue(expected, words: name.words) { word in
      var quirks = OpenAIChatQuirks()
      return quirks.set(name, to: word) ? word : nil
    }
  }
}

extension ConfigurationValue where Value == OllamaKeepAlive {
  fileprivate static let keepAlive = ConfigurationValue("a duration such as 30m, or -1 for ever") { text in
    Int(text) != nil || Quantity.duration(text) != nil ? OllamaKeepAlive(text) : nil
  }
}

extension ConfigurationValue where Value == Credential {
  fileprivate static let headerValue = ConfigurationValue("printable text on one line") { Credential($0) }
}
