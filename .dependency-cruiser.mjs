const only = (name, path, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path },
  to: { path: '^(?!node_modules)[^/]+/', pathNot: allowed, dependencyTypesNot: ['core'] },
})

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('clients-alone', '^clients/', ['^clients/'], 'a client is copied as it is'),
    only('schemas-alone', '^schemas/', ['^schemas/'], 'the contracts stand on zod alone'),
    only('lake-pure', '^lake/', ['^lake/', '^schemas/'], 'the domain knows no AWS and no laptop'),
    only('aws-inward', '^aws/', ['^aws/', '^lake/', '^schemas/'], 'aws → lake → schemas'),
    only(
      'functions-inward',
      '^functions/',
      ['^functions/', '^aws/', '^lake/', '^schemas/', '^layers/'],
      'functions → aws → lake → schemas',
    ),
    only(
      'containers-inward',
      '^containers/',
      [
        '^containers/',
        '^aws/',
        '^lake/',
        '^schemas/',
        '^clients/typescript/',
        '^@platformatic/kafka$',
      ],
      'an image is a function that brings its own packages; one that lands is a client',
    ),
    only(
      'nifi-alone',
      '^nifi/',
      ['^nifi/', '^schemas/'],
      'flows know the API by its addresses, and what a definition of a source says',
    ),
    {
      name: 'functions-apart',
      comment: 'functions never import one another',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/([^/]+)/', pathNot: '^functions/$1/' },
    },
    only(
      'local-apart',
      '^local/',
      ['^local/', '^lake/', '^schemas/'],
      'the other end of the wire never imports what speaks to it',
    ),
    only(
      'dashboard-apart',
      '^dashboard/',
      ['^dashboard/', '^clients/typescript/', '[.]css$'],
      'the page speaks HTTP only',
    ),
    {
      name: 'sdk-in-aws',
      comment: 'one folder speaks to AWS; the rest calls its verbs',
      severity: 'error',
      from: { path: '^(lake|schemas|functions|containers|layers|local|cli|dashboard)/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/' },
    },
    {
      name: 'lake-touches-nothing',
      comment: 'no files, no sockets, no processes in the domain',
      severity: 'error',
      from: { path: '^(lake|schemas)/' },
      to: { path: '^(node:)?(fs|http|https|net|child_process|worker_threads|sqlite)(/|$)' },
    },
    {
      name: 'nothing-imports-the-outside',
      severity: 'error',
      from: { path: '^(lake|schemas|aws|functions|containers|layers|cli|infra)/' },
      to: { path: '^(local|tests|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.serverless|\\.esbuild|\\.hypatia)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
}
