import js from '@eslint/js';
import globals from 'globals';

const NO_MARKUP = 'Texts of others are never read as HTML: use h(), fill() and refill() of dom.js';

export default [
  js.configs.recommended,
  {
    languageOptions: {ecmaVersion: 2023, sourceType: 'module', globals: globals.browser},
    rules: {
      eqeqeq: ['error', 'always', {null: 'ignore'}],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-control-regex': 'off',
      'no-restricted-properties': ['error',
        {property: 'innerHTML', message: NO_MARKUP}, {property: 'outerHTML', message: NO_MARKUP},
        {property: 'insertAdjacentHTML', message: NO_MARKUP}, {object: 'document', property: 'write', message: NO_MARKUP}],
    },
  },
  {files: ['**/*.test.mjs'], languageOptions: {globals: globals.node}},
];
