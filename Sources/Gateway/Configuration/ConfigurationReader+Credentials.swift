import Upstream

extension ConfigurationReader {
  /// The key that a variable of the environment holds. Its name is not quoted in messages: it may be a key that was put there
  /// by mistake.
  mutating func readKey(namedBy node: YAMLNode) -> Credential? {
    guard let name = readSecret(.variableName, from: node) else { return nil }
    guard let key = environment[name], !key.isEmpty else {
      report("this environment variable, which is to hold a key, is not set", at: node.mark)
      return nil
    }
    return checkKey(key, at: node.mark)
  }

  /// Keys that are shown in turn, by the names of the variables that hold them.
  mutating func readKeys(_ node: YAMLNode) -> [Credential] {
    guard case .sequence(let names) = node.content, !names.isEmpty else {
      report("keys must be a list of names of environment variables that hold a key each", at: node.mark)
      return []
    }
    var keys: [Credential] = []
    for name in names {
      guard let key = readKey(namedBy: name) else { continue }
      // Leaving out the one that is refused would leave out both.
      if keys.contains(key) { report("this variable holds the same key as one before", at: name.mark) }
      keys.append(key)
    }
    return keys
  }

  /// The key that a file holds, and nothing else.
  mutating func readKey(inFileNamedBy node: YAMLNode) -> Credential? {
    guard let path = read(.text, from: node).map(environment.expandingHome) else { return nil }
    do throws(FileContents.Failure) {
      let bytes = try contents(of: path, limit: 64 << 10)
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      return checkKey(lines.count == 1 ? String(lines[0]) : "", at: node.mark)
    } catch {
      report("cannot read the key file '\(path)': \(error)", at: node.mark)
      return nil
    }
  }

  private mutating func checkKey(_ key: String, at mark: YAMLMark) -> Credential? {
    let credential = Credential(key)
    if credential == nil { report("the key must be one line of printable text", at: mark) }
    return credential
  }

  /// The login that is kept. Where there is none yet, calls fail and say how to get one.
  mutating func login(by signIn: SignIn, at mark: YAMLMark) -> Backend.Credentials {
    guard let file = environment.loginFile(of: signIn) else { return .none }
    depend(on: file.path)
    do throws(DataError) {
      return try file.login().map { .key($0) } ?? .none
    } catch {
      report("\(error)", at: mark)
      return .none
    }
  }
}

extension ConfigurationValue where Value == Backend.Credentials {
  /// Whether the client's own are shown, or none.
  static let auth = ConfigurationValue("client or none") { text in
    ["client": .client, "none": .none][text]
  }
}

extension ConfigurationValue where Value == String {
  fileprivate static let variableName = ConfigurationValue(
    "the name of an environment variable that holds the key, not the key itself"
  ) { Interpolation.isVariableName($0) ? $0 : nil }
}
