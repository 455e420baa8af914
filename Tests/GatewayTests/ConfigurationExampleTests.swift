import Glibc
import TestKit
import Testing
import Upstream

@testable import Gateway

@Suite("config.example.yaml")
struct ConfigurationExampleTests {
  private static let path =
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    + "/config.example.yaml"
  private static let defaults = Configuration(
    store: StoreConfiguration(path: "/home/u/.local/share/ctxgw/ctxgw.db"), table: .own)

  @Test("the example as it stands is the default configuration")
  func isDefault() throws {
    let environment = Environment(["HOME": "/home/u"])
    let loaded = try Configuration.load(file: Self.path, data: ModelTableTests.data, environment: environment)
    var expected = Configuration(
      store: Self.defaults.store, table: .own,
      policies: try PolicyLibrary(ModelTableTests.data, environment, .own))
    expected.server.tokenFile = environment.tokenFile
    (expected.file, expected.files) = (Self.path, [Self.path])
    #expect(loaded == expected)
  }

  @Test("with every setting in force the example still loads")
  func isValidWhenUncommented() throws {
    let home = TemporaryDirectory()
    try home.write("sk-from-file\n", to: ".config/ctxgw/vendor.key")
    let environment = Environment([
      "HOME": home.path, "CTXGW_AUTH_TOKEN": "a-long-token", "OPENAI_API_KEY": "sk-from-environment",
      "OPENROUTER_KEY": "sk-one", "OPENROUTER_KEY_2": "sk-two",
    ])
    var configuration = Self.defaults
    let text = try Self.uncommented()
    let problems = configuration.apply(
      Array(text.utf8), from: "config.example.yaml", environment: environment)
    #expect(problems.map(\.description) == [])
    #expect(
      configuration.backends.map(\.name) == ["anthropic", "openai", "vendor", "pool", "box", "pilot", "kept"])
    #expect(configuration.backends[1].credentials == Credential("sk-from-environment").map { .key($0) })
    #expect(configuration.backends[2].credentials == Credential("sk-from-file").map { .key($0) })
    #expect(configuration.backends[3].keys == ["sk-one", "sk-two"].compactMap { Credential($0) })
    #expect(configuration.policy.resilience.quota.map(\.window.description) == ["5h", "week"])
    #expect(configuration.models["box/qwen3-coder"]?.window == 32768)
    #expect(configuration.server.authToken == Credential("a-long-token"))
  }

  @Test("the example names every key")
  func namesEveryKey() throws {
    let text = try Self.uncommented()
    let keys =
      ConfigurationReader.RootKey.allCases.map(\.rawValue)
      + ConfigurationReader.ServerKey.allCases.map(\.rawValue)
      + ConfigurationReader.StoreKey.allCases.map(\.rawValue)
      + ConfigurationReader.BackendKey.allCases.map(\.rawValue)
      + ConfigurationReader.SignInKey.allCases.map(\.rawValue)
      + ConfigurationReader.ModelKey.allCases.map(\.rawValue)
      + ConfigurationReader.PolicyKey.allCases.map(\.rawValue)
      + ConfigurationReader.TierKey.allCases.map(\.rawValue)
      + ConfigurationReader.RuleKey.allCases.map(\.rawValue)
      + ConfigurationReader.ConditionKey.allCases.map(\.rawValue)
      + ConfigurationReader.PrivacyKey.allCases.map(\.rawValue)
      + ConfigurationReader.ClassifierKey.allCases.map(\.rawValue)
      + ConfigurationReader.ContextSettingKey.allCases.map(\.rawValue)
      + ConfigurationReader.ResilienceKey.allCases.map(\.rawValue)
      + ConfigurationReader.BreakerKey.allCases.map(\.rawValue)
      + ConfigurationReader.QuotaKey.allCases.map(\.rawValue)
    let words = Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }.map(String.init))
    for key in keys { #expect(words.contains(key + ":"), "\(key)") }
  }

  /// A `#` without a space before a word hides a setting; with a space it begins prose.
  private static func uncommented() throws -> String {
    let text = String(decoding: try FileContents.read(path, limit: 1 << 20), as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let indent = line.prefix { $0 == " " }
      let rest = line[indent.endIndex...]
      return rest.hasPrefix("#") && !rest.hasPrefix("# ") && rest != "#" ? indent + rest.dropFirst() : line
    }.joined(separator: "\n")
  }
}
