import Conversations
import Dialects
import Wire

/// A row of the table of backends: what it says itself, over what the row says that it is like.
struct BackendTableRow {
  /// The members a row may have.
  enum Member: String, CaseIterable {
    case name, like, dialect, url, local, imitated, headers, paths, listing, quirks, vendor
    case lookedForAt = "looked_for_at"
    case keyHeader = "key_header"
    case forwardedHeaders = "forwarded_headers"
    case unloadsAfterSeconds = "unloads_after_seconds"
    case windowRemedy = "window_remedy"
    case signIn = "sign_in"
  }

  /// What a row has for itself, whatever row it is like.
  private static let notInherited: Set<Member> = [.imitated, .lookedForAt, .vendor]

  /// The kind's name.
  let name: String
  private let members: [Member: JSONValue]

  /// - Parameter earlier: the rows before it, by their names.
  init(_ value: JSONValue, after earlier: [String: BackendTableRow]) throws(BackendTableFault) {
    guard let name = value["name"]?.string, !name.isEmpty else {
      throw BackendTableFault("a row has no name")
    }
    self.name = name
    var members: [Member: JSONValue] = [:]
    if let like = value["like"] {
      guard let model = earlier[like.string ?? ""] else {
        throw BackendTableFault("\(name).like: must be the name of a row above")
      }
      members = model.members.filter { !Self.notInherited.contains($0.key) }
    }
    for (key, value) in value.members {
      guard let member = Member(rawValue: key.string ?? "") else {
        throw BackendTableFault("\(name): there is no member \(key.string ?? "")")
      }
      members[member] = value
    }
    self.members = members
  }

  /// That a member is not what it should be.
  func fault(_ member: Member, _ expected: String) -> BackendTableFault {
    BackendTableFault("\(name).\(member.rawValue): must be \(expected)")
  }

  /// A text that is not empty.
  func text(_ member: Member) throws(BackendTableFault) -> String {
    guard let text = try textIfAny(member) else { throw fault(member, "a text") }
    return text
  }

  /// A text that is not empty; nil where there is none.
  func textIfAny(_ member: Member) throws(BackendTableFault) -> String? {
    guard let value = members[member] else { return nil }
    guard let text = value.string, !text.isEmpty else { throw fault(member, "a text") }
    return text
  }

  /// A word of a kind of words; `standard` where there is none.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ member: Member, else standard: Word? = nil
  ) throws(BackendTableFault) -> Word {
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text = try textIfAny(member) else {
      guard let standard else { throw fault(member, "one of \(words)") }
      return standard
    }
    guard let word = Word(rawValue: text) else { throw fault(member, "one of \(words)") }
    return word
  }

  /// True or false; false where nothing is said.
  func flag(_ member: Member) throws(BackendTableFault) -> Bool {
    guard let value = members[member] else { return false }
    guard let flag = value.bool else { throw fault(member, "true or false") }
    return flag
  }

  /// A number of seconds; nil where nothing is said.
  func secondsIfAny(_ member: Member) throws(BackendTableFault) -> UInt64? {
    guard let value = members[member] else { return nil }
    guard let seconds = value.int, seconds > 0 else { throw fault(member, "a number of seconds") }
    return UInt64(seconds)
  }

  /// A list of texts; empty where there is none.
  func texts(_ member: Member) throws(BackendTableFault) -> [String] {
    guard let list = members[member] else { return [] }
    let texts = list.elements.compactMap(\.string)
    guard list.kind == .array, texts.count == list.count else { throw fault(member, "a list of texts") }
    return texts
  }

  /// An object of texts; empty where there is none.
  func dictionary(_ member: Member) throws(BackendTableFault) -> [String: String] {
    guard let object = members[member] else { return [:] }
    var texts: [String: String] = [:]
    for (key, value) in object.members { texts[key.string ?? ""] = value.string }
    guard object.kind == .object, texts.count == object.count else {
      throw fault(member, "an object of texts")
    }
    return texts
  }

  /// How one signs in; nil where nothing is said.
  func signIn() throws(BackendTableFault) -> SignIn? {
    guard members[.signIn] != nil else { return nil }
    let texts = try dictionary(.signIn)
    func text(_ key: String) throws(BackendTableFault) -> String {
      guard let text = texts[key], !text.isEmpty else { throw fault(.signIn, "an object with \(key)") }
      return text
    }
    return SignIn(
      tokenURL: try text("token_url"), deviceURL: try text("device_url"), accessURL: try text("access_url"),
      clientID: try text("client_id"), scope: try text("scope"))
  }

  /// The quirks.
  func quirks() throws(BackendTableFault) -> OpenAIChatQuirks {
    var quirks = OpenAIChatQuirks()
    if let object = members[.quirks], let fault = quirks.read(object) {
      throw BackendTableFault("\(name).quirks.\(fault)")
    }
    return quirks
  }
}

extension BackendKind {
  init(_ row: BackendTableRow) throws(BackendTableFault) {
    let paths = try row.dictionary(.paths)
    guard let chat = paths["chat"] else { throw row.fault(.paths, "an object with the path `chat`") }
    let listing = try row.word(.listing, else: BackendKind.Listing.none)
    if listing.needsPath, paths["models"] == nil {
      throw row.fault(.paths, "an object with the path `models`")
    }
    self.init(
      name: row.name, dialect: try row.word(.dialect), url: try row.text(.url),
      lookedForAt: try row.texts(.lookedForAt), isLocal: try row.flag(.local),
      isImitated: try row.flag(.imitated), keyHeader: try row.text(.keyHeader),
      headers: try row.dictionary(.headers), forwardedHeaders: try row.texts(.forwardedHeaders),
      paths: Paths(chat: chat, count: paths["count"], models: paths["models"], health: paths["health"]),
      listing: listing,
      unloadsAfterSeconds: try row.secondsIfAny(.unloadsAfterSeconds),
      windowRemedy: try row.textIfAny(.windowRemedy), signIn: try row.signIn(),
      vendor: try row.textIfAny(.vendor) ?? row.name,
      quirks: try row.quirks())
  }
}

extension BackendKind.Listing {
  /// Whether vendors have the list in places of their own.
  fileprivate var needsPath: Bool {
    switch self {
    case .openAI, .anthropic, .gemini, .copilot: true
    case .none, .ollama, .lmStudio, .llamaServer: false
    }
  }
}
