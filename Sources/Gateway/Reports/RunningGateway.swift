/// A gateway that may be running where a configuration says.
public enum RunningGateway {
  /// Its version; nil where nobody answers.
  ///
  /// - Throws: `AdminError` where another program answers.
  public static func version(of configuration: Configuration) async throws -> String? {
    do throws(AdminError) {
      return try await AdminClient(configuration).version()
    } catch {
      if case .unreachable = error { return nil }
      throw error
    }
  }
}
