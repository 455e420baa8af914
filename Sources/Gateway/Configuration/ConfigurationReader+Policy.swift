import Conversations
import Routing
import Upstream

extension ConfigurationReader {
  enum PolicyKey: String, CaseIterable {
    case name, tiers, rules, map
    case namedModels = "named_models"
    case sticky, context, resilience, privacy, answer, classifier
  }

  /// Reads what the key `policy` says: the name of a policy, a path, or a policy itself.
  mutating func readPolicy(_ node: YAMLNode, _ library: PolicyLibrary) -> PolicyConfiguration {
    guard case .scalar = node.content, !node.isNull else {
      return readPolicyBody(node, over: library.standard) ?? library.standard
    }
    guard let word = read(.text, from: node) else { return library.standard }
    let place = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    return readPolicy(called: word, beside: place, library, at: node.mark) ?? library.standard
  }

  /// Reads the policy of a name, or of a path.
  ///
  /// - Parameters:
  ///   - place: the directory that a relative path begins in, with its slash.
  ///   - mark: where the word stands; nil where it was not in a file.
  mutating func readPolicy(
    called word: String, beside place: String, _ library: PolicyLibrary, at mark: YAMLMark?
  ) -> PolicyConfiguration? {
    var path: String?
    if PolicyLibrary.isPath(word) {
      let expanded = environment.expandingHome(word)
      path = expanded.hasPrefix("/") ? expanded : place + expanded
    } else {
      path = library.path(of: word)
      // One may be put before the one that is found.
      for place in library.places(of: word) { depend(on: place) }
    }
    guard let path else {
      report(library.lack(of: word), at: mark)
      return nil
    }
    var reader = ConfigurationReader(file: path, environment: environment, table: table)
    let policy = reader.readPolicyFile(over: library.standard)
    adopt(reader)
    return policy
  }

  /// Reads a file that holds nothing but a policy: this reader's own. Reports one that cannot be read.
  mutating func readPolicyFile(over standard: PolicyConfiguration?) -> PolicyConfiguration? {
    do throws(FileContents.Failure) {
      let text = try contents(of: file, limit: PolicyLibrary.mostBytes)
      return readPolicyText(text, over: standard)
    } catch {
      report("cannot be read: \(error)", at: nil)
      return nil
    }
  }

  private mutating func readPolicyText(
    _ text: [UInt8], over standard: PolicyConfiguration?
  ) -> PolicyConfiguration? {
    do throws(ConfigurationProblem) {
      let outcome = try YAMLParser.parse(text, file: file)
      adopt(outcome.problems)
      var policy = readPolicyBody(outcome.root, over: standard)
      policy?.file = file
      return policy
    } catch {
      adopt([error])
      return nil
    }
  }

  /// Reads a policy. Without rules it is the one that holds where none is named, with what is said here over it; its
  /// tiers stand before those given here.
  ///
  /// - Parameter standard: the policy that holds where none is named; nil for that one itself.
  private mutating func readPolicyBody(
    _ node: YAMLNode, over standard: PolicyConfiguration?
  ) -> PolicyConfiguration? {
    var sections: [PolicyKey: YAMLNode] = [:]
    forEachKey(of: node, in: "policy", as: PolicyKey.self) { sections[$1] = $2 }
    let own = PolicyConfiguration(policy: Policy(name: fileName, tiers: [], rules: []))
    guard var result = sections[.rules] == nil ? standard : own else {
      report("a policy needs rules", at: node.mark)
      return nil
    }
    if let name = sections[.name] { read(.text, from: name, into: &result.policy.name) }
    if let tiers = sections[.tiers] { readTiers(tiers, into: &result.policy) }
    if let rules = sections[.rules] { readRules(rules, into: &result) }
    if let map = sections[.map] { result.policy.map = readMap(map, result.policy) }
    if let named = sections[.namedModels] { read(.flag, from: named, into: &result.policy.takesNamedModels) }
    if let sticky = sections[.sticky] { readSticky(sticky, into: &result.policy) }
    if let context = sections[.context] {
      result.context = result.context.changed(by: readContext(context, in: "policy.context"))
    }
    if let resilience = sections[.resilience] { result.resilience = readResilience(resilience) }
    if let privacy = sections[.privacy] { readPrivacy(privacy, into: &result) }
    if let answer = sections[.answer] { readAnswer(answer, into: &result.policy) }
    if let classifier = sections[.classifier] { readClassifier(classifier, into: &result.policy.classifier) }
    return result
  }

  /// What the file is called, without where it is and what it is.
  private var fileName: String {
    let name = file.split(separator: "/").last ?? ""
    return String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex))
  }

  // MARK: Smaller sections

  /// What a session does with its tier, by the kind of request.
  private mutating func readSticky(_ node: YAMLNode, into policy: inout Policy) {
    forEachKey(of: node, in: "policy.sticky", as: RequestKind.self) { reader, kind, value in
      guard let isSticky = reader.read(.flag, from: value) else { return }
      if isSticky { policy.stickyKinds.insert(kind) } else { policy.stickyKinds.remove(kind) }
    }
  }

  enum PrivacyKey: String, CaseIterable {
    case localOnly = "local_only"
    case allow
  }

  private mutating func readPrivacy(_ node: YAMLNode, into result: inout PolicyConfiguration) {
    forEachKey(of: node, in: "policy.privacy", as: PrivacyKey.self) { reader, key, value in
      switch key {
      case .localOnly: reader.read(.flag, from: value, into: &result.policy.isLocalOnly)
      case .allow: result.localAddresses = reader.readList(.addressRange, from: value)
      }
    }
  }

  enum RulePrivacyKey: String, CaseIterable { case localOnly = "local_only" }

  /// Reads whether what a rule has picked must not leave this machine and its network; nil when that is not said.
  mutating func readRulePrivacy(_ node: YAMLNode) -> Bool? {
    var isLocalOnly: Bool?
    forEachKey(of: node, in: "policy.rules.privacy", as: RulePrivacyKey.self) { reader, key, value in
      switch key {
      case .localOnly: isLocalOnly = reader.read(.flag, from: value)
      }
    }
    return isLocalOnly
  }

  enum AnswerPlace: String, CaseIterable, Sendable { case local, model }

  /// Who answers fixed little requests: `local` means that the gateway itself answers probes and titles.
  private mutating func readAnswer(_ node: YAMLNode, into policy: inout Policy) {
    switch read(ConfigurationValue<AnswerPlace>.word, from: node) {
    case .local: policy.answeredHere = [.probe, .title]
    case .model: policy.answeredHere = []
    case nil: break
    }
  }
}

extension ConfigurationValue where Value == AddressRange {
  fileprivate static let addressRange = ConfigurationValue("a network such as 100.64.0.0/10, or an address") {
    AddressRange(parsing: $0)
  }
}
