'use client'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { mtlsNamespaceQuery } from '@/lib/queries/mtls'
import { scopeDefaults } from '@/lib/search-params/scope'
import { toNamespaceQuestion } from '@/lib/search-params/security'
import { TextField, type TextFieldProps } from './text-field'

type Named = 'workloads' | 'services'

/** A `namespace/name` to type, with what is there to choose from: first namespaces, then names. */
export function NameField({
  namespaces,
  of,
  alsoChoices = [],
  ...field
}: TextFieldProps & {
  namespaces: readonly string[]
  of: Named
  alsoChoices?: readonly string[]
}) {
  const list = useId()
  const [typed, setTyped] = useState(field.value)
  const choices = useNameChoices(typed, namespaces, of)
  return (
    <>
      <TextField {...field} list={list} onInput={setTyped} />
      <datalist id={list}>
        {[...alsoChoices, ...choices].map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
    </>
  )
}

/** Asks for a namespace's names once its own name has been typed. */
function useNameChoices(typed: string, namespaces: readonly string[], of: Named): string[] {
  const [namespace = '', ...name] = typed.split('/')
  const isNamed = name.length > 0 && namespaces.includes(namespace)
  const { data } = useQuery({
    ...mtlsNamespaceQuery(namespace, toNamespaceQuestion(scopeDefaults)),
    enabled: isNamed,
  })
  if (!isNamed) return namespaces.map((one) => `${one}/`)
  return (data?.data[of] ?? []).map((one) => `${namespace}/${one.name}`)
}
