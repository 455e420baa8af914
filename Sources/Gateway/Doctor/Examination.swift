import Conversations
import Store
import Upstream

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Looks at everything a gateway needs, and says what is wrong and what to do about it.
public struct Examination: Sendable {
  private let configuration: Configuration
  private let file: String?
  private let data: DataDirectory

  /// An examination of what a configuration describes.
  ///
  /// - Parameters:
  ///   - file: where a configuration is read if there is one; nil where nobody has said.
  ///   - data: the program's own files.
  public init(_ configuration: Configuration, file: String?, data: DataDirectory) {
    self.configuration = configuration
    self.file = file
    self.data = data
  }

  /// Looks at all of it.
  ///
  /// - Parameter withProbe: whether a model of each backend is also asked a question, which vendors take money for.
  public func diagnosis(withProbe: Bool) async -> Diagnosis {
    var findings = [configurationFinding, dataFinding, await storeFinding(), await gatewayFinding()]
    do {
      let report = try await Inventory(configuration, data: data).models()
      findings += backendFindings(report)
      if withProbe { findings += await RoundTrip(configuration).findings(report) }
    } catch {
      findings.append(.broken("models", "\(error)", nil))
    }
    return Diagnosis(findings: findings)
  }

  private var configurationFinding: Diagnosis.Finding {
    let present = file.flatMap { access($0, R_OK) == 0 ? $0 : nil }
    return .good("configuration", present ?? "none; the defaults hold")
  }

  private var dataFinding: Diagnosis.Finding {
    do {
      return .good("data", "\(data.path), \(try ModelTable(data).entries.count) models")
    } catch {
      return .broken("data", "\(error)", "put back the files that came with the program")
    }
  }

  private func storeFinding() async -> Diagnosis.Finding {
    let path = configuration.store.path
    do {
      let store = try ConversationStore(.file(path), for: .reading)
      _ = try await store.listReport(limit: 1, since: nil)
      return permissionFinding(path) ?? .good("store", path)
    } catch {
      if case .missing = error { return .good("store", "\(path), made at the first start") }
      return .broken("store", "\(error)", nil)
    }
  }

  /// What others may read; nil where they may not.
  private func permissionFinding(_ path: String) -> Diagnosis.Finding? {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & 0o077 != 0 else { return nil }
    return .warning("store", "\(path) can be read by others", "chmod 600 \(path)")
  }

  private func gatewayFinding() async -> Diagnosis.Finding {
    let address = configuration.server.listen
    do {
      guard let version = try await RunningGateway.version(of: configuration) else {
        return .good("gateway", "none is running at \(address)")
      }
      if version == Version.current { return .good("gateway", "running at \(address)") }
      return .warning(
        "gateway", "\(version) is running at \(address), and this is \(Version.current)", "start it anew")
    } catch {
      return .broken("gateway", "\(error)", nil)
    }
  }

  private func backendFindings(_ report: ModelsReport) -> [Diagnosis.Finding] {
    let described = configuration.models.keys.sorted()
    let targets = described + configuration.policy.namedTargets.filter { !described.contains($0) }
    return report.backends.flatMap { backend in
      BackendFindings(
        backend: backend, kind: configuration.table[backend.kind],
        models: report.models.filter { $0.backend == backend.name },
        isConfigured: configuration.backends.contains { $0.name == backend.name },
        wanted: targets.filter { $0.hasPrefix(backend.name + "/") }
          .map { String($0.dropFirst(backend.name.count + 1)) }
      ).findings
    } + unplaced(described, report) + policyFindings
  }

  /// Targets of the policy that have no effect.
  private var policyFindings: [Diagnosis.Finding] {
    configuration.policyWarnings.map { .warning("policy", $0, "add the backend, or take its targets out") }
  }

  /// Models whose backend nobody knows.
  private func unplaced(_ targets: [String], _ report: ModelsReport) -> [Diagnosis.Finding] {
    targets.filter { target in !report.backends.contains { target.hasPrefix($0.name + "/") } }.map { target in
      .broken(
        target, "the configuration names this model, and there is no such backend",
        "add the backend to backends, or start it if it is one that is looked for")
    }
  }
}
